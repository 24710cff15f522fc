/** What the judge gives to whoever is to make an oracle. */
import type { TracepointName } from '../../../impl/tracepoints.ts';
import type { Action } from '../../../model/action.ts';
import type { State } from '../../../model/state.ts';
import type { Capacity } from './capacity.ts';
import type { HostPageOf } from './host-pages.ts';
import type { Ledger } from './ledger.ts';
import type { Meaning } from './meaning.ts';
import type { Objections } from './objections.ts';
import type { Oracle } from './oracle.ts';
import type { Holds } from './page-content.ts';
import type { StreamReading } from './stream-reading.ts';
import type { Target } from './target.ts';
import type { TouchedPages } from './touched-pages.ts';

/**
 * Hears what the model is about to do, if it allows that, and in which state. Once the model has refused
 * a step of the run (`hasRefused`), its states are those that the engine forces on it, which it need not
 * be able to reach.
 */
export type ModelFollower = (state: State, action: Action, hasRefused: boolean) => void;

/**
 * What the judge gives to an oracle, once for all scenarios. What a `Target` has is of the scenario at
 * hand: an oracle reads it here when it wants it, or takes it anew in its `retarget`, and never when it is
 * made. All else is the same for ever, and may be kept.
 */
export interface Court extends Target {
  /** Of whatever an oracle keeps for each page, or thread, or cell. */
  readonly capacity: Capacity;
  readonly ledger: Ledger;
  readonly touched: TouchedPages;
  readonly reading: StreamReading;
  readonly hostPageOf: HostPageOf;
  /** Whether no memory is plugged in there. */
  readonly isDiscarded: (page: number) => boolean;
  readonly holds: Holds;
  /** What each event means to the model. */
  readonly meanings: Readonly<Record<TracepointName, Meaning | 'nothing'>>;
  /** Told of each action by which the model follows the engine; observers add themselves. */
  readonly followers: ModelFollower[];
  /** The property is violated in this step; `page` is the one that shows it, or `NO_PAGE`. */
  readonly object: Objections['add'];
}

export type OracleMaker = (court: Court) => Oracle;
