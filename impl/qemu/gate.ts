/**
 * One direction of one connection, held: what comes in is cut into whole items, and each goes on when
 * it is told to.
 */
import type { Socket } from 'node:net';

/** Bytes `[from, end)` of a direction make one item; what it is says whoever cuts. */
export interface Piece {
  readonly from: number;
  readonly end: number;
}

/** Cuts bytes, which come in any portions, into items. */
export interface Cutter<Item extends Piece> {
  readonly push: (bytes: Uint8Array) => readonly Item[];
  /** Why nothing can be cut any more, if that is so. */
  readonly complaint: () => string | undefined;
}

/** What is to go on in place of an item: itself, nothing, or something else. For planted corruption. */
export type Tamper<Item> = (item: Item, bytes: Uint8Array) => readonly Uint8Array[];

export interface GateOptions<Item extends Piece> {
  /** Is asked for when the first bytes come, since it may need what has passed elsewhere by then. */
  readonly cutter: () => Cutter<Item>;
  /** An item goes on now. */
  readonly onPass: (item: Item) => void;
  /** Something has come that may be let through. */
  readonly onChange: () => void;
  readonly tamper?: Tamper<Item> | undefined;
}

export interface Gate<Item extends Piece> {
  /** The item that goes on next, if a whole one is there. */
  readonly next: () => Item | undefined;
  /** Lets it go on. */
  readonly pass: () => void;
  /** From now on everything goes on at once. */
  readonly open: () => void;
  /** The other end is there. */
  readonly connect: (to: Socket) => void;
  readonly complaint: () => string | undefined;
  /** The connection is gone, and what was held with it. */
  readonly close: () => void;
}

/** Bytes beyond which a sender has to wait, so that it does not run far ahead of what has passed. */
const HELD_BYTES_MAX = 4096;

export function openGate<Item extends Piece>(
  from: Socket,
  { cutter, onPass, onChange, tamper }: GateOptions<Item>,
): Gate<Item> {
  let to: Socket | undefined;
  let cut: Cutter<Item> | undefined;
  let isOpen = false;
  let hasEnded = false;
  let isClosed = false;
  const items: Item[] = [];
  const held = new HeldBytes();

  const passOne = (): void => {
    const item = items.shift();
    if (item === undefined || to === undefined) return;
    const bytes = held.takeUntil(item.end);
    onPass(item);
    for (const part of tamper?.(item, bytes) ?? [bytes]) to.write(part);
  };
  /** Adjusts how fast bytes come to how many there are, and lets through what nobody cuts. */
  const move = (): void => {
    if (to === undefined || isClosed) return;
    while (isOpen && items.length > 0) passOne();
    // What is no whole item, and never will be one, does not wait for anybody.
    const isLoose = items.length === 0 && (hasEnded || cut?.complaint() !== undefined);
    if (isLoose && held.length > 0) to.write(held.takeAll());
    if (held.length <= HELD_BYTES_MAX || items.length === 0) from.resume();
    else from.pause();
    if (hasEnded && held.length === 0) to.end();
  };

  from.on('data', (bytes: Buffer) => {
    if (isClosed) return;
    cut ??= cutter();
    held.add(bytes);
    for (const item of cut.push(bytes)) items.push(item);
    move();
    onChange();
  });
  const end = (): void => {
    hasEnded = true;
    move();
    onChange();
  };
  from.on('end', end);
  from.on('close', end);
  from.on('error', () => undefined);
  return {
    next: () => (to === undefined ? undefined : items[0]),
    pass() {
      passOne();
      move();
    },
    open() {
      isOpen = true;
      move();
    },
    connect(other) {
      to = other;
      move();
    },
    complaint: () => cut?.complaint(),
    close() {
      isClosed = true;
      items.length = 0;
      held.takeAll();
    },
  };
}

/** Bytes that have come and not gone on. */
class HeldBytes {
  private bytes: Buffer = Buffer.alloc(0);
  /** Offset of the first. */
  private base = 0;

  get length(): number {
    return this.bytes.length;
  }

  add(bytes: Buffer): void {
    this.bytes = this.length === 0 ? bytes : Buffer.concat([this.bytes, bytes]);
  }

  /** @param end - an offset in the whole stream */
  takeUntil(end: number): Uint8Array {
    const taken = this.bytes.subarray(0, end - this.base);
    this.bytes = this.bytes.subarray(taken.length);
    this.base = end;
    return taken;
  }

  takeAll(): Uint8Array {
    return this.takeUntil(this.base + this.length);
  }
}
