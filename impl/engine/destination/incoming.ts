/** The destination of one migration: its machine and the state of the load. */
import type { DeviceFailures } from '../mechanisms/ends/device-failures.ts';
import type { Operation } from '../../guest-program.ts';
import type { Cell } from '../../runtime/cell.ts';
import type { Complaint } from '../../runtime/complaint.ts';
import type { Gate } from '../../runtime/gate.ts';
import type { Process } from '../../runtime/process.ts';
import type { Mutex } from '../../runtime/mutex.ts';
import type { Tick } from '../../runtime/tick.ts';
import type { TraceBuffer } from '../../runtime/trace-buffer.ts';
import type { Machine } from '../guest/machine.ts';
import type { Bitmap } from '../memory/bitmap.ts';
import type { Channel } from '../stream/channel.ts';
import type { LoadState } from './load-state.ts';
import type { IncomingRecovery } from '../mechanisms/recovery/incoming-recovery.ts';
import type { PageRequests } from '../mechanisms/postcopy/page-requests.ts';
import type { TemporaryPage } from '../mechanisms/postcopy/temporary-page.ts';
import type { UserFault } from '../mechanisms/postcopy/user-fault.ts';

/** A block as both hosts know it. */
export interface IncomingBlock {
  readonly name: string;
  readonly usedPages: number;
  /** Dense index of the block's first page. */
  readonly firstPage: number;
  readonly hostPageSize: number;
  /** Pages that are not plugged in (whole host pages only): the source does not have them either. */
  readonly discardedPages: readonly number[];
  /** Pages before page 0 that are not plugged in: on the wire, page 0 has this number. */
  readonly pagesBefore: number;
}

export interface Incoming {
  readonly blocks: readonly IncomingBlock[];
  readonly machine: Machine;
  /** The process, of which all its threads are a part. */
  readonly process: Process;
  /** Which migrations fail because of device state. */
  readonly failures: DeviceFailures;
  /** What the firmware writes when the machine is switched on. */
  readonly firmware: readonly Operation[];
  /** Whether a further migration finds the memory that a failed one has left. */
  readonly isReused: boolean;
  /** One for each connection that carries pages: the main channel, and the preempt channel. */
  readonly channels: readonly [IncomingChannel, ...IncomingChannel[]];
  /** The second connection, if requested pages have their own. */
  readonly preempt: IncomingPreempt | undefined;
  /** How a postcopy migration goes on after a loss, if the operator connects the hosts again. */
  readonly recovery: IncomingRecovery | undefined;
  /** The big lock of this host: held while device state is loaded and while a connection is accepted. */
  readonly bql: Mutex;
  /** Messages to the source. */
  readonly returnPath: Channel;
  /** Pages whose content has arrived (receivedmap). */
  readonly received: Bitmap;
  readonly userFault: UserFault;
  readonly requests: PageRequests;
  /**
   * The block that the last request named, and the next need not name again (last_rb): its index plus one; 0
   * if none was named on this connection.
   */
  readonly lastRequestedBlock: Cell;
  /** Protects the requests, and the received bits from the first fault on (page_request_mutex). */
  readonly pageRequestMutex: Mutex;
  /** Open once LISTEN has been loaded: from then on pages are placed and faults are handled. */
  readonly listening: Gate;
  /** Open once the whole package has been loaded, or never will be. */
  readonly packageLoaded: Gate;
  /** Open once the fault thread has ended. */
  readonly faultThreadGone: Gate;
  /** Pages that the device state reads while it is loaded, by dense index. */
  readonly deviceStateReads: readonly number[];
  readonly trace: TraceBuffer;
  /** How far the stream has been loaded. */
  readonly load: LoadState;
  /** Why the stream was refused, if it was. */
  readonly complaint: Complaint;
}

/** The state of one connection. */
export interface IncomingChannel {
  /** Index in `channels` of `tracepoints.ts`, as tracepoints carry it. */
  readonly number: number;
  readonly channel: Channel;
  readonly temporary: TemporaryPage;
  /** The block that the last record named (last_recv_block): its index plus one; 0 if none was named. */
  readonly lastBlock: Cell;
}

export interface IncomingPreempt {
  readonly from: IncomingChannel;
  /** Whether a mark ends the channel (single sender); with two senders, the listen thread closes it. */
  readonly isEndMarked: boolean;
  /** A preempt channel that has not been accepted yet. */
  readonly connection: Tick;
  /** Open once the channel has been accepted. */
  readonly accepted: Gate;
  /** Set once every requested page has arrived: the preempt thread may then end when its channel closes. */
  readonly quit: Cell;
  /** Open once the preempt thread has ended. */
  readonly threadGone: Gate;
}

/** Makes the destination a fresh process: memory is zeroed but for the firmware, and nothing is received. */
export function startIncoming(incoming: Incoming): void {
  const { machine, userFault, firmware } = incoming;
  machine.powerOn();
  userFault.powerOn();
  for (const { page, version } of firmware) {
    machine.memory.store(page, version);
    userFault.touch(page);
  }
  prepareIncoming(incoming);
}

/** Starts a fresh process, and kills the one that is there, if it has not ended. */
export function replaceIncoming(incoming: Incoming): void {
  const { machine, process, listening, packageLoaded, faultThreadGone, preempt } = incoming;
  if (!process.isGone()) machine.die();
  for (const mutex of [incoming.bql, incoming.pageRequestMutex]) mutex.outlive();
  listening.set(false);
  packageLoaded.set(false);
  faultThreadGone.set(false);
  preempt?.threadGone.set(false);
  startIncoming(incoming);
  process.restart();
}

/** Makes the destination wait for a migration; it is a fresh process unless it is to be reused. */
export function awaitMigration(incoming: Incoming): void {
  if (incoming.process.isGone()) replaceIncoming(incoming);
  else if (incoming.isReused) prepareIncoming(incoming);
  else startIncoming(incoming);
}

/** Prepares for a migration, whatever memory holds: nothing is received. */
function prepareIncoming(incoming: Incoming): void {
  incoming.received.allocate();
  incoming.requests.clear();
  incoming.lastRequestedBlock.set(0);
  for (const one of incoming.channels) {
    one.lastBlock.set(0);
    one.temporary.clear();
  }
  incoming.preempt?.accepted.set(false);
  incoming.preempt?.quit.set(0);
  incoming.recovery?.restart();
  incoming.load.restart();
  incoming.complaint.clear();
}
