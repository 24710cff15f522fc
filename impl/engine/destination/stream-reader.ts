/** Reads numbers and names from a channel and refuses to read past its end. */
import type { Channel } from '../stream/channel.ts';

/** The stream is not what it should be; says where and why. */
export class StreamError extends Error {
  override readonly name = 'StreamError';
  /** Offset from the beginning of the stream, in bytes. */
  readonly offset: number;

  constructor(offset: number, reason: string) {
    super(`offset ${offset}: ${reason}`);
    this.offset = offset;
  }
}

export class StreamReader {
  private readonly channel: Channel;
  /** Index in `channel.bytes` of the next byte to read. */
  private at = 0;

  constructor(channel: Channel) {
    this.channel = channel;
  }

  /** Goes on from where the channel was last consumed. */
  begin(): void {
    this.at = this.channel.head;
  }

  hasMore(): boolean {
    return this.at < this.channel.tail;
  }

  /** Gives the bytes read so far back to the channel as room. */
  consume(): void {
    this.channel.consume(this.at);
  }

  u8(what: string): number {
    this.need(1, what);
    return this.channel.bytes[this.at++] as number;
  }

  u32(what: string): number {
    this.need(4, what);
    let value = 0;
    for (let byte = 0; byte < 4; byte++) value = value * 256 + this.u8(what);
    return value;
  }

  /** A 64-bit number; one that is not a safe integer is no offset and no length of ours. */
  u64(what: string): number {
    this.need(8, what);
    const value = this.u32(what) * 0x1_0000_0000 + this.u32(what);
    if (!Number.isSafeInteger(value)) this.refuse(`${what} out of range`, 8);
    return value;
  }

  /** A name with its length before it. */
  text(what: string): string {
    const length = this.u8(what);
    this.need(length, what);
    let text = '';
    for (let index = 0; index < length; index++) text += String.fromCharCode(this.u8(what));
    return text;
  }

  /** The next `count` bytes; to be used before the channel is written to again. */
  bytes(count: number, what: string): Uint8Array {
    this.need(count, what);
    this.at += count;
    return this.channel.bytes.subarray(this.at - count, this.at);
  }

  /** @throws StreamError always: what was just read, `back` bytes of it, is not acceptable */
  refuse(reason: string, back = 0): never {
    throw new StreamError(this.channel.base + this.at - back, reason);
  }

  private need(count: number, what: string): void {
    if (count > this.channel.tail - this.at) this.refuse(`the stream ends inside ${what}`);
  }
}
