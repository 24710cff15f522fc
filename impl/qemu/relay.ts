/**
 * A proxy between the two hosts for every connection of a migration. It forwards nothing until it is told
 * to; even connecting to the destination is a separate step.
 */
import { createServer, Socket } from 'node:net';
import type { Cutter, Gate, Piece, Tamper } from './gate.ts';
import { openGate } from './gate.ts';

/** `forward` is from source to destination. */
export type Direction = 'forward' | 'back';

export interface RelayOptions<Item extends Piece> {
  /** The socket file that the source connects to, and the one on which the destination listens. */
  readonly from: string;
  readonly to: string;
  readonly cutter: (channel: number, direction: Direction) => Cutter<Item>;
  readonly onPass: (channel: number, direction: Direction, item: Item) => void;
  /** Called when there may be something new to forward. */
  readonly onChange: () => void;
  /** Applies to the forward direction. */
  readonly tamper?: Tamper<Item> | undefined;
}

/** One connection; the main one comes first, a preempt channel second. */
export interface RelayChannel<Item extends Piece> {
  readonly isConnected: () => boolean;
  readonly connect: () => void;
  readonly forward: Gate<Item>;
  readonly back: Gate<Item>;
}

export interface Relay<Item extends Piece> {
  readonly channels: readonly RelayChannel<Item>[];
  /** From now on forwards everything at once, on future connections too. */
  readonly open: () => void;
  /** Breaks every connection, at both ends. */
  readonly cut: () => void;
}

/** Resolves once the source can connect. */
export async function openRelay<Item extends Piece>(
  options: RelayOptions<Item>,
): Promise<Relay<Item>> {
  const channels: RelayChannel<Item>[] = [];
  const sockets: Socket[] = [];
  let isOpen = false;
  const server = createServer({ pauseOnConnect: true }, (source) => {
    const channel = addChannel(source, channels.length, options, sockets);
    channels.push(channel);
    if (isOpen) openChannel(channel);
    options.onChange();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.from, resolve);
  });
  return {
    channels,
    open() {
      isOpen = true;
      for (const channel of channels) openChannel(channel);
    },
    cut() {
      server.close();
      for (const { forward, back } of channels) {
        forward.close();
        back.close();
      }
      for (const socket of sockets) socket.destroy();
    },
  };
}

function openChannel<Item extends Piece>(channel: RelayChannel<Item>): void {
  if (!channel.isConnected()) channel.connect();
  channel.forward.open();
  channel.back.open();
}

function addChannel<Item extends Piece>(
  source: Socket,
  channel: number,
  { to, cutter, onPass, onChange, tamper }: RelayOptions<Item>,
  sockets: Socket[],
): RelayChannel<Item> {
  const gateOf = (from: Socket, direction: Direction): Gate<Item> =>
    openGate(from, {
      cutter: () => cutter(channel, direction),
      onPass: (item) => onPass(channel, direction, item),
      onChange,
      tamper: direction === 'forward' ? tamper : undefined,
    });
  let isConnected = false;
  // The socket exists from the beginning, since its gate needs it; it is connected later.
  const destination = new Socket();
  sockets.push(source, destination);
  const forward = gateOf(source, 'forward');
  const back = gateOf(destination, 'back');
  return {
    forward,
    back,
    isConnected: () => isConnected,
    connect() {
      isConnected = true;
      destination.connect(to);
      forward.connect(destination);
      back.connect(source);
    },
  };
}
