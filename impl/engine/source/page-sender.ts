/**
 * Reads pages and puts them on one connection. Each connection has its own sender, with its own buffer and
 * its own last-sent block: two threads may send at the same time on different connections.
 */
import type { Machine } from '../guest/machine.ts';
import type { RamBlock } from '../memory/ram-block.ts';
import type { Shared } from '../../runtime/shared.ts';
import { StandIn } from '../../runtime/stand-in.ts';
import type { TraceBuffer } from '../../runtime/trace-buffer.ts';
import type { ChannelName } from '../../tracepoints.ts';
import { channels, tracepoint } from '../../tracepoints.ts';
import type { Channel } from '../stream/channel.ts';
import { StreamWriter } from '../stream/stream-writer.ts';

export interface SenderShape {
  readonly channel: Channel;
  readonly machine: Machine;
  readonly pageBytes: number;
}

export class PageSender {
  readonly channel: Channel;
  readonly stream: StreamWriter;
  /** Index in `channels`, as tracepoints carry it. */
  readonly number: number;
  private readonly machine: Machine;
  private readonly trace: TraceBuffer;
  /** A page is copied here before it is tested for zeros. */
  private readonly buffer: Uint8Array;
  private readonly standIn: StandIn;

  constructor(name: ChannelName, { channel, machine, pageBytes }: SenderShape, shared: Shared) {
    this.number = channels.indexOf(name);
    this.channel = channel;
    this.stream = new StreamWriter(channel, name, shared);
    this.machine = machine;
    this.trace = shared.trace;
    this.buffer = new Uint8Array(pageBytes);
    this.standIn = new StandIn(`page buffer of the ${name} channel`, shared);
  }

  /** Copies one half of a page; the guest may store between the two halves. */
  readHalf(densePage: number, half: number): void {
    this.standIn.noteWrite();
    this.machine.memory.readHalf(densePage, half, this.buffer);
    this.trace.emit(tracepoint.ram_read_page, densePage, half, this.number);
  }

  /** Appends to the stream the page that was read; the content of a zero page takes one byte. */
  save(block: RamBlock, page: number): void {
    this.standIn.noteRead();
    const isZero = this.buffer.every((byte) => byte === 0);
    if (isZero) this.stream.zeroPage(block, page);
    else this.stream.normalPage(block, page, this.buffer);
    this.trace.emit(tracepoint.ram_save_page, block.firstPage + page, isZero ? 1 : 0, this.number);
  }
}
