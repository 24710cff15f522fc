/** A line of a story, and the steps of the run that it tells. */
import type { SourcePlace } from '../../engines/loader/engine-places.ts';
import type { Clause } from './wording.ts';

/** An action of a thread, as one line. */
export interface Told {
  readonly actor: string;
  readonly action: Clause['action'];
  readonly page?: string;
  readonly text: string;
  /** The place in the engine's sources of the last part of the action, if that is known. */
  readonly source?: SourcePlace;
  /** The steps of the run that the line tells, counted from 1. */
  readonly runSteps: readonly number[];
  /** The records, after the action, of the page that the violation is about, if it is about one. */
  readonly bits?: string;
}

export interface StoryStep extends Told {
  /** The line, counted from 1. */
  readonly n: number;
  /** The last step of the run that the line tells. */
  readonly at: number;
}
