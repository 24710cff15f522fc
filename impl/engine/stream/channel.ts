/**
 * One direction of a connection: bytes in order, with room for so many. It can be closed by either
 * side or cut from outside; whatever was on its way is then lost.
 */
import { Gate } from '../../runtime/gate.ts';
import type { Footprint } from '../../runtime/footprint.ts';
import type { Resettable, Shared } from '../../runtime/shared.ts';

/** So small that growing and moving are everyday matters. */
const FIRST_ROOM_BYTES = 64;

export interface ChannelShape {
  readonly name: string;
  /** Bytes that fit before the sender has to wait. */
  readonly room: number;
  /** Nothing is amiss if nothing ever comes. */
  readonly isIdle: boolean;
}

export class Channel implements Resettable {
  /** Shut while nobody is connected. */
  readonly opened: Gate;
  /** Open while the sender need not wait: there is room, or nobody will ever read. */
  readonly writable: Gate;
  /** Open while the receiver need not wait: there are bytes, or there will never be any. */
  readonly readable: Gate;

  /** Bytes on their way: `bytes[head, tail)`. */
  bytes: Uint8Array = new Uint8Array(FIRST_ROOM_BYTES);
  head = 0;
  tail = 0;
  /** Offset in the stream of `bytes[0]`. */
  base = 0;
  /** The other direction of the same connection, if there is one: both open and close together. */
  reverse: Channel | undefined;
  private closed = true;
  private readonly room: number;
  private readonly footprint: Footprint;
  private readonly cell: number;

  constructor({ name, room, isIdle }: ChannelShape, shared: Shared) {
    this.opened = new Gate(`${name} open`, shared, true);
    this.writable = new Gate(`room in ${name}`, shared);
    this.readable = new Gate(`bytes in ${name}`, shared, isIdle);
    this.room = room;
    this.footprint = shared.footprint;
    // What was done before bytes were sent comes before whatever is done after they were received.
    this.cell = shared.footprint.reserveOne(name, 'signal');
    shared.objects.push(this);
  }

  get isClosed(): boolean {
    this.footprint.noteRead(this.cell);
    return this.closed;
  }

  /** Whether it is closed, as an onlooker between two steps sees it. */
  peekClosed(): boolean {
    return this.closed;
  }

  /** Somebody on the way changes one bit of `bytes[at]`. */
  tamper(at: number, bit: number): void {
    this.footprint.noteWrite(this.cell);
    this.bytes[at] = (this.bytes[at] as number) ^ (1 << bit);
  }

  /** A fresh connection. */
  open(): void {
    this.reset();
    this.closed = false;
    this.settle();
    this.reverse?.open();
  }

  /** Nothing more gets through, and what was on its way is lost. */
  close(): void {
    this.closed = true;
    this.head = this.tail;
    this.settle();
    this.reverse?.close();
  }

  put8(value: number): void {
    if (this.closed) return;
    if (this.tail === this.bytes.length) this.makeRoom();
    this.bytes[this.tail++] = value;
  }

  putBytes(bytes: Uint8Array): void {
    for (const byte of bytes) this.put8(byte);
  }

  put16(value: number): void {
    this.put8(value >>> 8);
    this.put8(value);
  }

  put32(value: number): void {
    this.put16(value >>> 16);
    this.put16(value);
  }

  /** A big-endian 64-bit number; `value` is a non-negative safe integer. */
  put64(value: number): void {
    this.put32(Math.floor(value / 0x1_0000_0000));
    this.put32(value >>> 0);
  }

  /** What was put since the last call may be received from now on; it ends with a whole item. */
  flush(): void {
    this.settle();
  }

  /** The receiver has consumed everything before `bytes[head]`. */
  consume(head: number): void {
    this.head = head;
    this.settle();
  }

  reset(): void {
    this.closed = true;
    this.head = 0;
    this.tail = 0;
    this.base = 0;
  }

  private settle(): void {
    this.footprint.noteWrite(this.cell);
    this.opened.set(!this.closed);
    this.writable.set(this.closed || this.tail - this.head < this.room);
    this.readable.set(this.closed || this.tail > this.head);
  }

  /** Moves the bytes that are still needed to the front, and doubles the buffer if that is too little. */
  private makeRoom(): void {
    const live = this.bytes.subarray(this.head, this.tail);
    const isTooSmall = live.length * 2 > this.bytes.length;
    const bytes = isTooSmall ? new Uint8Array(this.bytes.length * 2) : this.bytes;
    bytes.set(live);
    this.bytes = bytes;
    this.base += this.head;
    this.tail -= this.head;
    this.head = 0;
  }
}
