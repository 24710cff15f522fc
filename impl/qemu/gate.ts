/**
 * Holds one direction of one connection: splits the incoming bytes into whole items, and forwards each item
 * when it is told to.
 */
import type { Socket } from 'node:net';
import type { WireItem } from '../../traces/wire-reader.ts';

/** Splits bytes, which arrive in arbitrary portions, into items. */
export interface Cutter {
  readonly push: (bytes: Uint8Array) => readonly WireItem[];
  /** Why the cutter cannot find items any more, or `undefined` if it can. */
  readonly complaint: () => string | undefined;
}

/** Changes what is on its way, for planted corruption. */
export interface Tampering {
  /** Returns what to forward for an item: its bytes, nothing, or other bytes. */
  readonly item: (item: WireItem, bytes: Uint8Array) => readonly Uint8Array[];
  /** Returns what to forward for bytes in which no items are found. */
  readonly loose?: (bytes: Uint8Array) => Uint8Array;
}

export interface GateOptions {
  /** Called when the first bytes arrive: the cutter may need what other connections have passed by then. */
  readonly cutter: () => Cutter;
  /** Called when an item is forwarded. */
  readonly onPass: (item: WireItem) => void;
  /** Called when bytes are forwarded in which no items are found: returns what to forward. */
  readonly passLoose: (bytes: Uint8Array) => Uint8Array;
  /** Called when bytes have arrived, or the connection has ended. */
  readonly onChange: () => void;
  /** Called when the connection has ended and everything has been forwarded. */
  readonly onEnd?: (() => void) | undefined;
  readonly tamper?: Tampering['item'] | undefined;
}

export interface Gate {
  /** The next item to forward, if a whole one has arrived. */
  readonly next: () => WireItem | undefined;
  /** Forwards the next item. */
  readonly pass: () => void;
  /** From now on forwards everything at once. */
  readonly open: () => void;
  /** Connects the other end. */
  readonly connect: (to: Socket) => void;
  readonly complaint: () => string | undefined;
  /** The connection is gone: drops the bytes that are held. */
  readonly close: () => void;
  /** This direction is lost: the receiver finds its end, and what still comes is dropped. */
  readonly lose: () => void;
}

/** The sender has to wait once more bytes than this are held, so that it does not run far ahead. */
const HELD_BYTES_MAX = 4096;

export function openGate(
  from: Socket,
  { cutter, onPass, passLoose, onChange, onEnd, tamper }: GateOptions,
): Gate {
  let to: Socket | undefined;
  let cut: Cutter | undefined;
  let isOpen = false;
  let hasEnded = false;
  let isClosed = false;
  const items: WireItem[] = [];
  const held = new HeldBytes();

  const passOne = (): void => {
    const item = items.shift();
    if (item === undefined || to === undefined) return;
    const bytes = held.takeUntil(item.end);
    onPass(item);
    for (const part of tamper?.(item, bytes) ?? [bytes]) to.write(part);
  };
  /** Pauses or resumes the sender, and forwards bytes that cannot be split into items. */
  const move = (): void => {
    if (to === undefined || isClosed) return;
    while (isOpen && items.length > 0) passOne();
    // Bytes that will never make a whole item are not held.
    const isLoose = items.length === 0 && (hasEnded || cut?.complaint() !== undefined);
    if (isLoose && held.length > 0) to.write(passLoose(held.takeAll()));
    holdBack(from, held.length > HELD_BYTES_MAX && items.length > 0);
    if (!hasEnded || held.length > 0) return;
    to.end();
    onEnd?.();
  };

  const close = (): void => {
    isClosed = true;
    items.length = 0;
    held.takeAll();
  };

  from.on('data', (bytes: Buffer) => {
    if (isClosed) return;
    cut ??= cutter();
    held.add(bytes);
    for (const item of cut.push(bytes)) items.push(item);
    move();
    onChange();
  });
  onceOver(from, () => {
    hasEnded = true;
    move();
    onChange();
  });
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
      if (isClosed) to.end();
      move();
    },
    complaint: () => cut?.complaint(),
    close,
    lose() {
      close();
      from.resume();
      to?.end();
    },
  };
}

function holdBack(from: Socket, isFull: boolean): void {
  if (isFull) from.pause();
  else from.resume();
}

/** Hears that a connection has ended, and that it is closed. */
function onceOver(from: Socket, hear: () => void): void {
  from.on('end', hear);
  from.on('close', hear);
  from.on('error', () => undefined);
}

/** Bytes that have arrived and have not been forwarded. */
class HeldBytes {
  private bytes: Buffer = Buffer.alloc(0);
  /** Offset of the first byte. */
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
