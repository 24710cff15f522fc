/** What the destination shares for a recovery: how its threads come to rest, and go on. */
import { Cell } from '../../../runtime/cell.ts';
import { Gate } from '../../../runtime/gate.ts';
import type { Shared } from '../../../runtime/shared.ts';
import type { Recoveries } from './recoveries.ts';

/** What the source has asked for over the new connection. */
export type Demand = { readonly bitmapOf: number } | 'resume';

export class IncomingRecovery {
  readonly recoveries: Recoveries;
  /** A connection is lost, and the listen thread has not paused the migration yet. */
  readonly isLost: Cell;
  /** The migration is paused, or is being recovered: only commands may arrive. */
  readonly isPaused: Cell;
  /** The migration has been paused at least once. */
  readonly hasPaused: Cell;
  /** Open once the destination is paused, or can never be resumed: the operator may look at it. */
  readonly settled: Gate;
  /** Open once the hosts are connected again. */
  readonly resumed: Gate;
  /** Shut from a loss until all open requests have been repeated: two threads must not request at once. */
  readonly mayRequest: Gate;
  /** Open while the preempt thread reads nothing: its channel has ended or is lost. */
  readonly preemptRests: Gate;
  /** Open once the preempt thread may read the next channel. */
  readonly preemptMayGo: Gate;
  /** What the listen thread has been asked for and has yet to do. */
  demand: Demand | undefined;

  constructor(recoveries: Recoveries, shared: Shared) {
    this.recoveries = recoveries;
    this.isLost = new Cell('loss of a connection', shared, 'atomic');
    this.isPaused = new Cell('pause of the destination', shared, 'atomic');
    this.hasPaused = new Cell('pauses of the destination', shared, 'atomic');
    this.settled = new Gate('destination settled', shared);
    this.resumed = new Gate('destination resumed', shared);
    this.mayRequest = new Gate('requests may be sent', shared);
    this.preemptRests = new Gate('preempt thread at rest', shared);
    this.preemptMayGo = new Gate('preempt thread may go on', shared, true);
    shared.objects.push(this);
  }

  reset(): void {
    this.demand = undefined;
  }

  /** Prepares for a new migration. */
  restart(): void {
    this.reset();
    this.isLost.set(0);
    this.isPaused.set(0);
    this.hasPaused.set(0);
    this.settled.set(false);
    this.resumed.set(false);
    this.mayRequest.set(true);
    this.preemptRests.set(false);
    this.preemptMayGo.set(false);
  }

  /** The migration can never be resumed: lets every thread that waits for that go on. */
  abandon(): void {
    this.isPaused.set(0);
    this.resumed.set(true);
    this.mayRequest.set(true);
    this.settled.set(true);
  }
}
