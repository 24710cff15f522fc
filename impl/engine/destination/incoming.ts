/** The destination of one migration: its machine and what has arrived in it. */
import type { TraceBuffer } from '../../runtime/trace-buffer.ts';
import type { Machine } from '../guest/machine.ts';
import type { Bitmap } from '../memory/bitmap.ts';
import type { Channel } from '../stream/channel.ts';
import type { LoadPhase } from './load-stream.ts';

/** A block as both hosts know it. */
export interface IncomingBlock {
  readonly name: string;
  readonly usedPages: number;
  /** Dense index of the block's first page. */
  readonly firstPage: number;
}

export interface Incoming {
  readonly blocks: readonly IncomingBlock[];
  readonly machine: Machine;
  readonly channel: Channel;
  /** Pages whose content has arrived (receivedmap). */
  readonly received: Bitmap;
  readonly trace: TraceBuffer;
  /** How far the stream has been loaded. */
  load: Load;
}

/** What the loader remembers from one item of the stream to the next. */
export interface Load {
  phase: LoadPhase;
  /** The block that the last record named. */
  lastBlock: IncomingBlock | undefined;
  end: 'loaded' | 'refused' | undefined;
}

export function freshLoad(): Load {
  return { phase: 'header', lastBlock: undefined, end: undefined };
}

/** A fresh destination: zeroed memory, nothing received. */
export function prepareIncoming(incoming: Incoming): void {
  incoming.machine.powerOn();
  incoming.received.allocate();
  incoming.load = freshLoad();
}
