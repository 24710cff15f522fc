/** What a line of a story says, and which steps of the run it tells of. */
import type { SourcePlace } from '../../engines/loader/engine-places.ts';
import type { Clause } from './wording.ts';

/** What somebody did, in a line. */
export interface Told {
  readonly actor: string;
  readonly action: Clause['action'];
  readonly page?: string;
  readonly text: string;
  /** Where in the engine's sources the last of it was done, as far as that is known. */
  readonly source?: SourcePlace;
  /** The steps of the run that it tells of, counted from 1. */
  readonly runSteps: readonly number[];
  /** How the page that the violation is about stands afterwards, if it is about one. */
  readonly bits?: string;
}

export interface StoryStep extends Told {
  /** The line, counted from 1. */
  readonly n: number;
  /** The last step of the run that it tells of. */
  readonly at: number;
}
