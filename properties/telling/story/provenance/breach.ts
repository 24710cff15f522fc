/** A breach of a rule of migration, and the form of a check for breaches. */
import type { Frame } from '../../film/frames.ts';
import type { Standing } from '../standing.ts';

/** A step that broke a rule. */
export interface Breach {
  /** Index of the step's frame. */
  readonly at: number;
  /** Dense index of the page concerned, or `NO_PAGE`. */
  readonly page: number;
  readonly did: string;
  readonly should: string;
}

/** Checks one step; called for each step of a run in turn. */
export type Look = (frame: Frame, before: Standing) => readonly Omit<Breach, 'at'>[];
