/** Reads numbers and names from bytes that have arrived, and refuses to read past their end. */

/** The stream is malformed or does not match this machine; says where and why. */
export class StreamError extends Error {
  override readonly name = 'StreamError';
  /** Offset from the beginning of the stream, in bytes. */
  readonly offset: number;
  readonly reason: string;

  constructor(offset: number, reason: string) {
    super(`offset ${offset}: ${reason}`);
    this.offset = offset;
    this.reason = reason;
  }
}

/** Bytes to read: `bytes[head, tail)`. */
export interface ByteSource {
  readonly bytes: Uint8Array;
  readonly head: number;
  readonly tail: number;
  /** Offset in the stream of `bytes[0]`. */
  readonly base: number;
}

export class StreamReader {
  private source: ByteSource;
  /** Index in `source.bytes` of the next byte to read. */
  private at = 0;

  constructor(source: ByteSource) {
    this.source = source;
  }

  /** Starts at the first byte that has not been consumed. */
  begin(source: ByteSource = this.source): void {
    this.source = source;
    this.at = source.head;
  }

  /** Index in the source's bytes of the next byte to read. */
  get position(): number {
    return this.at;
  }

  /** Offset of the next byte to read, from the beginning of the stream. */
  get offset(): number {
    return this.source.base + this.at;
  }

  hasMore(): boolean {
    return this.at < this.source.tail;
  }

  u8(what: string): number {
    this.need(1, what);
    return this.source.bytes[this.at++] as number;
  }

  u16(what: string): number {
    this.need(2, what);
    return this.u8(what) * 256 + this.u8(what);
  }

  u32(what: string): number {
    this.need(4, what);
    let value = 0;
    for (let byte = 0; byte < 4; byte++) value = value * 256 + this.u8(what);
    return value;
  }

  /** A 64-bit number; refuses one that is not a safe integer, since it cannot be a valid offset or length. */
  u64(what: string): number {
    this.need(8, what);
    const value = this.u32(what) * 0x1_0000_0000 + this.u32(what);
    if (!Number.isSafeInteger(value)) this.refuse(`${what} out of range`, 8);
    return value;
  }

  /** A name that is preceded by its length. */
  text(what: string): string {
    const length = this.u8(what);
    this.need(length, what);
    let text = '';
    for (let index = 0; index < length; index++) text += String.fromCharCode(this.u8(what));
    return text;
  }

  /** The next `count` bytes; valid only until the channel is written to again. */
  bytes(count: number, what: string): Uint8Array {
    this.need(count, what);
    this.at += count;
    return this.source.bytes.subarray(this.at - count, this.at);
  }

  /** @throws StreamError always, at the offset `back` bytes before the next byte to read */
  refuse(reason: string, back = 0): never {
    throw new StreamError(this.source.base + this.at - back, reason);
  }

  /** @throws StreamError if fewer than `count` bytes have arrived */
  need(count: number, what: string): void {
    if (count > this.source.tail - this.at) this.refuse(`the stream ends inside ${what}`);
  }
}
