/** What it is for a step to break a rule, and for somebody to look for it. */
import type { Frame } from '../../film/frames.ts';
import type { Standing } from '../standing.ts';

/** A step that did something else than it should have. */
export interface Breach {
  /** Index of its frame. */
  readonly at: number;
  /** The page (dense index) that it is about, or `NO_PAGE`. */
  readonly page: number;
  readonly did: string;
  readonly should: string;
}

/** Looks at one step after another. */
export type Look = (frame: Frame, before: Standing) => readonly Omit<Breach, 'at'>[];
