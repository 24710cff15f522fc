/** What the judge gives to the maker of an oracle. */
import type { TracepointName } from '../../../impl/tracepoints.ts';
import type { Action } from '../../../model/action.ts';
import type { State } from '../../../model/state.ts';
import type { Capacity } from './capacity.ts';
import type { HostPageOf } from '../pages/host-pages.ts';
import type { Ledger } from './ledger.ts';
import type { Meaning } from './meaning.ts';
import type { Objections } from './objections.ts';
import type { Oracle } from './oracle.ts';
import type { Holds } from '../pages/page-content.ts';
import type { StreamReading } from './stream-reading.ts';
import type { Target } from './target.ts';
import type { TouchedPages } from '../pages/touched-pages.ts';

/**
 * Hears each action that the model allows, and the state before it. Once the model has refused a step of the
 * run (`hasRefused`), it is forced into the engine's states, some of which it may be unable to reach.
 */
export type ModelFollower = (state: State, action: Action, hasRefused: boolean) => void;

/**
 * What the judge gives to an oracle, once for all scenarios. The fields of `Target` belong to the current
 * scenario: an oracle reads them when it needs them, or in its `retarget`, and never when it is made. All
 * other fields stay the same and may be kept.
 */
export interface OracleContext extends Target {
  /** Size of the arrays that an oracle keeps per page, thread or cell. */
  readonly capacity: Capacity;
  readonly ledger: Ledger;
  readonly touched: TouchedPages;
  readonly reading: StreamReading;
  readonly hostPageOf: HostPageOf;
  /** Whether no memory is plugged in at the page. */
  readonly isDiscarded: (page: number) => boolean;
  readonly holds: Holds;
  /** What each event means to the model. */
  readonly meanings: Readonly<Record<TracepointName, Meaning | 'nothing'>>;
  /** Called for each action with which the model follows the engine; observers add themselves. */
  readonly followers: ModelFollower[];
  /** The property is violated in this step; `page` is the one that shows it, or `NO_PAGE`. */
  readonly object: Objections['add'];
}

export type OracleMaker = (context: OracleContext) => Oracle;
