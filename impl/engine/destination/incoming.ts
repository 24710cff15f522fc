/** The destination of one migration: its machine and what has arrived in it. */
import type { Machine } from '../guest/machine.ts';
import type { Bitmap } from '../memory/bitmap.ts';
import type { TraceBuffer } from '../runtime/trace-buffer.ts';
import type { Channel } from '../stream/channel.ts';
import type { LoadPhase } from './load-stream.ts';

/** A block as both hosts know it. */
export interface IncomingBlock {
  readonly name: string;
  readonly usedPages: number;
  /** Dense index of the block's first page. */
  readonly firstPage: number;
}

export class Incoming {
  readonly blocks: readonly IncomingBlock[];
  readonly machine: Machine;
  readonly channel: Channel;
  /** Pages whose content has arrived (receivedmap). */
  readonly received: Bitmap;
  readonly trace: TraceBuffer;

  phase: LoadPhase = 'header';
  /** The RAM section that is being loaded is its last. */
  isLastSection = false;
  /** The block that the last record named. */
  lastBlock: IncomingBlock | undefined;
  /** Neither complete nor refused. */
  isLoading = false;
  /** Why the stream was refused, if it was. */
  failure: string | undefined;

  constructor(parts: IncomingParts) {
    this.blocks = parts.blocks;
    this.machine = parts.machine;
    this.channel = parts.channel;
    this.received = parts.received;
    this.trace = parts.trace;
  }

  /** A fresh destination: zeroed memory, nothing received. */
  prepare(): void {
    this.machine.powerOn();
    this.received.allocate();
    this.phase = 'header';
    this.isLastSection = false;
    this.lastBlock = undefined;
    this.isLoading = true;
    this.failure = undefined;
  }
}

export interface IncomingParts {
  readonly blocks: readonly IncomingBlock[];
  readonly machine: Machine;
  readonly channel: Channel;
  readonly received: Bitmap;
  readonly trace: TraceBuffer;
}
