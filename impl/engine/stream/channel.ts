/**
 * One direction of a connection: bytes in order, up to a limit. Either side can close it, and the network
 * can cut it; the bytes in flight are then lost.
 *
 * The bytes of one flush travel as one *unit*, and each unit has its own footprint cell. So a receive
 * depends only on the send of the unit that it receives, however far the sender is ahead.
 */
import type { Footprint } from '../../runtime/footprint.ts';
import { NO_PAGE } from '../../runtime/footprint.ts';
import { Gate } from '../../runtime/gate.ts';
import type { Resettable, Shared } from '../../runtime/shared.ts';

/** Small, so that tests exercise growing and moving the buffer. */
const FIRST_ROOM_BYTES = 64;

/** The number of unit cells; units beyond that reuse the cells in a ring. */
const UNIT_CELLS = 128;

export interface ChannelShape {
  readonly name: string;
  /** Bytes that fit before the sender has to wait. */
  readonly room: number;
  /** It is not a failure if no bytes ever arrive. */
  readonly isIdle: boolean;
}

export class Channel implements Resettable {
  /** Open while the channel is connected. */
  readonly opened: Gate;
  /** Open while the sender need not wait: there is room, or the channel is closed. */
  readonly writable: Gate;
  /** Open while the receiver need not wait: there are bytes, or the channel is closed. */
  readonly readable: Gate;

  /** Bytes in flight: `bytes[head, tail)`. */
  bytes: Uint8Array = new Uint8Array(FIRST_ROOM_BYTES);
  head = 0;
  tail = 0;
  /** Offset in the stream of `bytes[0]`. */
  base = 0;
  /** The other direction of the same connection, if there is one: both open and close together. */
  reverse: Channel | undefined;
  private closed = true;
  /** The end of each unit in flight, as an offset in the stream, in order. */
  private readonly unitEnds: number[] = [];
  private unitsSent = 0;
  private readonly room: number;
  private readonly footprint: Footprint;
  /** The footprint cell for whether there is a connection, and whether its bytes are as they were sent. */
  private readonly cell: number;
  private readonly firstUnitCell: number;
  /** The footprint cells for how much the sender has sent, and how much the receiver has received. */
  private readonly sentCell: number;
  private readonly receivedCell: number;

  constructor({ name, room, isIdle }: ChannelShape, shared: Shared) {
    this.opened = new Gate(`${name} open`, shared, true);
    this.writable = new Gate(`room in ${name}`, shared);
    this.readable = new Gate(`bytes in ${name}`, shared, isIdle);
    this.room = room;
    this.footprint = shared.footprint;
    const { footprint } = shared;
    // A step that tests the connection is ordered after the step that made or cut it.
    this.cell = footprint.reserveOne(name, 'signal');
    // Each message is put in one step, and received in one step.
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

  /** Whether the channel is closed, for an observer between two steps; leaves no footprint. */
  peekClosed(): boolean {
    return this.closed;
  }

  /** The number of bytes put since the last flush, for an observer between two steps. */
  peekUnflushed(): number {
    if (this.closed) return 0;
    const flushed = (this.unitEnds.at(-1) ?? this.base + this.head) - this.base;
    return this.tail - Math.max(this.head, flushed);
  }

  /** Flips one bit of `bytes[at]`, as a faulty network would. */
  tamper(at: number, bit: number): void {
    this.footprint.noteWrite(this.cell);
    this.bytes[at] = (this.bytes[at] as number) ^ (1 << bit);
  }

  /**
   * Overwrites a field of the next unit to be received, as a peer may that does not keep to the protocol.
   *
   * @param field - where the field begins in the unit, and how many bytes it has; cut off at the unit's end
   */
  overwrite(field: { readonly at: number; readonly bytes: number }, value: bigint): void {
    this.footprint.noteWrite(this.cell);
    const first = this.head + field.at;
    for (let index = 0; index < field.bytes && first + index < this.unitEnd; index++) {
      const shift = BigInt(8 * (field.bytes - 1 - index));
      this.bytes[first + index] = Number((value >> shift) & 0xffn);
    }
  }

  /**
   * The bytes of a field of the next unit to be received, as a number; see `overwrite`. Those beyond the
   * unit's end count as 0: there may be another unit, or what an earlier connection has left in the buffer.
   */
  fieldAt({ at, bytes }: { readonly at: number; readonly bytes: number }): bigint {
    const first = this.head + at;
    let value = 0n;
    for (let index = 0; index < bytes; index++) {
      const byte = first + index < this.unitEnd ? (this.bytes[first + index] as number) : 0;
      value = value * 256n + BigInt(byte);
    }
    return value;
  }

  /** Opens a fresh connection, and its reverse direction. */
  open(): void {
    this.empty();
    this.connect(true);
    this.reverse?.open();
  }

  /** Closes the connection, and its reverse direction: the bytes in flight are lost. */
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

  /** Makes the bytes since the last flush receivable as one unit; they must end with a whole item. */
  flush(): void {
    if (this.isClosed) return;
    this.footprint.noteWrite(this.sentCell);
    this.footprint.noteWrite(this.firstUnitCell + (this.unitsSent % UNIT_CELLS));
    this.unitsSent++;
    this.unitEnds.push(this.base + this.tail);
    this.settle();
  }

  /** Whether any unit is in flight, for an observer between two steps; leaves no footprint. */
  hasUnit(): boolean {
    return this.unitEnds.length > 0;
  }

  /** Index in `bytes` of the end of the next unit; there is one while the channel is readable. */
  get unitEnd(): number {
    return (this.unitEnds[0] ?? this.base + this.tail) - this.base;
  }

  /** Notes that the receiver has consumed everything before `bytes[head]`. */
  consume(head: number): void {
    this.footprint.noteWrite(this.receivedCell);
    this.head = head;
    this.noteUnitReceived();
    while (this.unitEnds.length > 0 && this.unitEnd <= head) {
      this.noteUnitReceived();
      this.unitEnds.shift();
    }
    this.settle();
    // Noted as a write, because another receiver would depend on it; the sender does not.
    this.readable.set(this.readable.isOpen);
  }

  reset(): void {
    this.empty();
    this.closed = true;
    this.unitsSent = 0;
  }

  /** Notes that at least a part of the next unit has been received, if there is one. */
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
    // Noted, unlike in `flush`: a receiver that waits for bytes may find the connection closed, or made anew.
    this.readable.set(this.readable.isOpen);
  }

  private settle(): void {
    // How far the sender is ahead matters only for whether it has to wait for room.
    const isWritable = this.closed || this.tail - this.head < this.room;
    if (isWritable !== this.writable.isOpen) this.writable.set(isWritable);
    this.readable.setUnnoted(this.closed || this.unitEnds.length > 0);
  }

  /** Moves the bytes in flight to the front, and doubles the buffer if that frees too little room. */
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
