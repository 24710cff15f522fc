/** The destination of one migration: its machine and what has arrived in it. */
import type { Gate } from '../../runtime/gate.ts';
import type { Mutex } from '../../runtime/mutex.ts';
import type { TraceBuffer } from '../../runtime/trace-buffer.ts';
import type { Machine } from '../guest/machine.ts';
import type { Bitmap } from '../memory/bitmap.ts';
import type { Channel } from '../stream/channel.ts';
import type { LoadState } from './load-state.ts';
import type { PageRequests } from './page-requests.ts';
import type { TemporaryPage } from './temporary-page.ts';
import type { UserFault } from '../memory/user-fault.ts';

/** A block as both hosts know it. */
export interface IncomingBlock {
  readonly name: string;
  readonly usedPages: number;
  /** Dense index of the block's first page. */
  readonly firstPage: number;
  readonly hostPageSize: number;
}

export interface Incoming {
  readonly blocks: readonly IncomingBlock[];
  readonly machine: Machine;
  /** One for each connection over which pages come; the first is the main one. */
  readonly channels: readonly [IncomingChannel, ...IncomingChannel[]];
  /** What the destination says to the source. */
  readonly returnPath: Channel;
  /** Pages whose content has arrived (receivedmap). */
  readonly received: Bitmap;
  readonly userFault: UserFault;
  readonly requests: PageRequests;
  /** Protects the requests, and the received bits from the first fault on (page_request_mutex). */
  readonly pageRequestMutex: Mutex;
  /** Open once LISTEN has been loaded: pages are placed, and faults are taken. */
  readonly listening: Gate;
  /** Open once the package has been loaded, device state and all. */
  readonly packageLoaded: Gate;
  /** Open once the fault thread has gone. */
  readonly faultThreadGone: Gate;
  /** Pages that the device state reads while it is loaded, by dense index. */
  readonly deviceStateReads: readonly number[];
  readonly trace: TraceBuffer;
  /** How far the stream has been loaded. */
  readonly load: LoadState;
}

/** What belongs to one connection, and to nobody else. */
export interface IncomingChannel {
  readonly channel: Channel;
  readonly temporary: TemporaryPage;
  /** The block that the last record named (last_recv_block). */
  lastBlock: IncomingBlock | undefined;
}

/** A fresh destination: zeroed memory, nothing received. */
export function prepareIncoming(incoming: Incoming): void {
  incoming.machine.powerOn();
  incoming.received.allocate();
  incoming.userFault.powerOn();
  incoming.requests.clear();
  for (const one of incoming.channels) {
    one.lastBlock = undefined;
    one.temporary.reset();
  }
  incoming.load.restart();
}
