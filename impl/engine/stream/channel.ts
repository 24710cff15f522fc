/**
 * One direction of a connection: bytes in order, with room for so many. It can be closed by either
 * side or cut from outside; whatever was on its way is then lost.
 *
 * What is flushed at once travels as one *unit*, and each unit has a cell of its own: so a receive
 * depends on the send of what it receives and on no other, whoever is ahead by how much.
 */
import type { Footprint } from '../../runtime/footprint.ts';
import { NO_PAGE } from '../../runtime/footprint.ts';
import { Gate } from '../../runtime/gate.ts';
import type { Resettable, Shared } from '../../runtime/shared.ts';

/** So small that growing and moving are everyday matters. */
const FIRST_ROOM_BYTES = 64;

/** Units that have cells of their own; after so many, the first cell serves again. */
const UNIT_CELLS = 128;

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
  /** Where in the stream each unit ends that is on its way, in order. */
  private readonly unitEnds: number[] = [];
  private unitsSent = 0;
  private readonly room: number;
  private readonly footprint: Footprint;
  /** The connection: whether there is one, and whether its bytes are still what was sent. */
  private readonly cell: number;
  private readonly firstUnitCell: number;
  /** How much has been sent, for who sends; how much was received, for who receives. */
  private readonly sentCell: number;
  private readonly receivedCell: number;

  constructor({ name, room, isIdle }: ChannelShape, shared: Shared) {
    this.opened = new Gate(`${name} open`, shared, true);
    this.writable = new Gate(`room in ${name}`, shared);
    this.readable = new Gate(`bytes in ${name}`, shared, isIdle);
    this.room = room;
    this.footprint = shared.footprint;
    const { footprint } = shared;
    // Whoever finds a connection comes after whoever made it, and who cut it.
    this.cell = footprint.reserveOne(name, 'signal');
    // Each message is put whole in one step, and received in one.
    this.sentCell = footprint.reserveOne(`end of ${name}`, 'atomic');
    this.receivedCell = footprint.reserveOne(`head of ${name}`, 'atomic');
    const units = { owner: `unit in ${name}`, count: UNIT_CELLS, pageOf: () => NO_PAGE };
    this.firstUnitCell = footprint.reserve({ ...units, sharing: 'message' });
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

  /** Bytes that were put since the last flush, as an onlooker between two steps sees them. */
  peekUnflushed(): number {
    if (this.closed) return 0;
    const flushed = (this.unitEnds.at(-1) ?? this.base + this.head) - this.base;
    return this.tail - Math.max(this.head, flushed);
  }

  /** Somebody on the way changes one bit of `bytes[at]`. */
  tamper(at: number, bit: number): void {
    this.footprint.noteWrite(this.cell);
    this.bytes[at] = (this.bytes[at] as number) ^ (1 << bit);
  }

  /** A fresh connection. */
  open(): void {
    this.empty();
    this.connect(true);
    this.reverse?.open();
  }

  /** Nothing more gets through, and what was on its way is lost. */
  close(): void {
    this.head = this.tail;
    this.unitEnds.length = 0;
    this.connect(false);
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

  /** A name of up to 255 characters of one byte each, with its length before it. */
  putText(text: string): void {
    this.put8(text.length);
    for (let index = 0; index < text.length; index++) this.put8(text.charCodeAt(index));
  }

  /** What was put since the last call may be received from now on; it ends with a whole item. */
  flush(): void {
    if (this.isClosed) return;
    this.footprint.noteWrite(this.sentCell);
    this.footprint.noteWrite(this.firstUnitCell + (this.unitsSent % UNIT_CELLS));
    this.unitsSent++;
    this.unitEnds.push(this.base + this.tail);
    this.settle();
  }

  /** Index in `bytes` of the end of the unit that comes next; there is one while it is readable. */
  get unitEnd(): number {
    return (this.unitEnds[0] ?? this.base + this.tail) - this.base;
  }

  /** The receiver has consumed everything before `bytes[head]`. */
  consume(head: number): void {
    this.footprint.noteWrite(this.receivedCell);
    this.head = head;
    this.noteUnitReceived();
    while (this.unitEnds.length > 0 && this.unitEnd <= head) {
      this.noteUnitReceived();
      this.unitEnds.shift();
    }
    this.settle();
    // Another receiver would depend on this one; whoever sends does not.
    this.readable.set(this.readable.isOpen);
  }

  reset(): void {
    this.empty();
    this.closed = true;
    this.unitsSent = 0;
  }

  /** Of the unit that comes next at least a part has been received, if there is one. */
  private noteUnitReceived(): void {
    const unit = this.unitsSent - this.unitEnds.length;
    if (unit < this.unitsSent) this.footprint.noteRead(this.firstUnitCell + (unit % UNIT_CELLS));
  }

  private empty(): void {
    this.head = 0;
    this.tail = 0;
    this.base = 0;
    this.unitEnds.length = 0;
  }

  private connect(isConnected: boolean): void {
    this.footprint.noteWrite(this.cell);
    this.closed = !isConnected;
    this.opened.set(isConnected);
    this.settle();
  }

  private settle(): void {
    // That the sender has to wait for room, and no longer, does depend on who is ahead.
    const isWritable = this.closed || this.tail - this.head < this.room;
    if (isWritable !== this.writable.isOpen) this.writable.set(isWritable);
    this.readable.setUnnoted(this.closed || this.unitEnds.length > 0);
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
