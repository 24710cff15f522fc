/** Everything that the threads of the source share. */
import type { DirtyLog } from '../memory/dirty-log.ts';
import type { Machine } from '../guest/machine.ts';
import type { Cell } from '../../runtime/cell.ts';
import type { Complaint } from '../../runtime/complaint.ts';
import type { Gate } from '../../runtime/gate.ts';
import type { Mutex } from '../../runtime/mutex.ts';
import type { Tick } from '../../runtime/tick.ts';
import type { TraceBuffer } from '../../runtime/trace-buffer.ts';
import type { Channel } from '../stream/channel.ts';
import type { StreamWriter } from '../stream/stream-writer.ts';
import type { MigrationState } from './migration-state.ts';
import type { PageSender } from './page-sender.ts';
import type { Preempt } from '../mechanisms/preempt/preempt.ts';
import type { PrecopyNotifier } from './precopy-notifier.ts';
import type { RamState } from './ram-state.ts';
import type { RequestQueue } from '../mechanisms/postcopy/request-queue.ts';

export interface Source {
  readonly options: SourceOptions;
  readonly state: MigrationState;
  readonly ram: RamState;
  readonly log: DirtyLog;
  readonly machine: Machine;
  /** The main connection, its stream, and who sends pages over it. */
  readonly channel: Channel;
  readonly stream: StreamWriter;
  readonly sender: PageSender;
  /** The second connection, if pages that somebody waits for have one of their own. */
  readonly preempt: Preempt | undefined;
  /** What the destination says. */
  readonly returnPath: Channel;
  /** Pages that the destination waits for. */
  readonly requests: RequestQueue;
  /** A new connection, for whoever listens to what the destination says. */
  readonly connection: Tick;
  /** Open once the destination has answered that it can do postcopy, or can say no more. */
  readonly answered: Gate;
  /** Open once the destination has had its last word, or can say no more. */
  readonly shut: Gate;
  /** Its last word was that it needs nothing more. */
  readonly isSatisfied: Cell;
  /** The operator wants the destination to take over before all memory is there. */
  readonly postcopyRequested: Cell;
  /** The big lock: run state, migration status changes that matter, and every sync. */
  readonly bql: Mutex;
  /** Protects the bitmaps, the search cursor and the dirty page count. Taken after the BQL. */
  readonly bitmapMutex: Mutex;
  /** Open while the operator has asked for a migration that has not ended yet. */
  readonly requested: Gate;
  /** Open while no migration is under way. */
  readonly ended: Gate;
  /** The rate limit or the time limit has struck: the slice ends after this host page. */
  readonly sliceExpired: Cell;
  /** In the order in which they are told. */
  readonly notifiers: PrecopyNotifier[];
  /** Why it gave a connection up, if it did. */
  readonly complaint: Complaint;
  readonly trace: TraceBuffer;
}

export interface SourceOptions {
  readonly wordBits: number;
  readonly splitReads: boolean;
  readonly switchoverThreshold: number;
  readonly backgroundSync: 'park' | 'merge';
  readonly postcopy: boolean;
}
