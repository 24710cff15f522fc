/** Everything that the threads of the source share. */
import type { Process } from '../../runtime/process.ts';
import type { DeviceFailures } from '../mechanisms/ends/device-failures.ts';
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
import type { Recovery } from '../mechanisms/recovery/recovery.ts';
import type { RamState } from './ram-state.ts';
import type { RequestQueue } from '../mechanisms/postcopy/request-queue.ts';

export interface Source {
  readonly options: SourceOptions;
  /** The process, of which all its threads are a part. */
  readonly process: Process;
  /** Which migrations fail because of device state. */
  readonly failures: DeviceFailures;
  readonly state: MigrationState;
  readonly ram: RamState;
  readonly log: DirtyLog;
  readonly machine: Machine;
  /** The main connection, its stream and its page sender. */
  readonly channel: Channel;
  readonly stream: StreamWriter;
  readonly sender: PageSender;
  /** The second connection, if requested pages have their own. */
  readonly preempt: Preempt | undefined;
  /** How a postcopy migration goes on after a loss, if the operator connects the hosts again. */
  readonly recovery: Recovery | undefined;
  /** Messages from the destination. */
  readonly returnPath: Channel;
  /** Pages that the destination waits for. */
  readonly requests: RequestQueue;
  /** A new connection, for the return-path thread. */
  readonly connection: Tick;
  /** Open once the destination has answered that it can do postcopy, or can send nothing more. */
  readonly answered: Gate;
  /** The destination has answered that it has loaded the package (postcopy_package_loaded). */
  readonly isPackageLoaded: Cell;
  /** Open once it has answered that, or can send nothing more (postcopy_package_loaded_event). */
  readonly packageAnswered: Gate;
  /** Open once the destination has sent its last message, or can send nothing more. */
  readonly shut: Gate;
  /** The destination has said that it needs nothing more (SHUT). */
  readonly isSatisfied: Cell;
  /** The operator wants the destination to take over before it has all memory. */
  readonly postcopyRequested: Cell;
  /** The big lock: protects the run state, decisive status changes, and every sync. */
  readonly bql: Mutex;
  /** Protects the bitmaps, the search cursor and the dirty page count. Taken after the BQL. */
  readonly bitmapMutex: Mutex;
  /** Open while the operator has asked for a migration that has not ended yet. */
  readonly requested: Gate;
  /** Open once the migration has ended. */
  readonly ended: Gate;
  /** The rate limit or the time limit is hit: the slice ends after this host page. */
  readonly sliceExpired: Cell;
  /** In the order in which they are notified. */
  readonly notifiers: PrecopyNotifier[];
  /** Why the source gave up a connection, if it did. */
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
