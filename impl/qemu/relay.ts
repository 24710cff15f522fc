/**
 * Stands between the two hosts on every connection of a migration. Nothing passes unless it is told
 * to: not even a connection, the first of whose steps is to be made.
 */
import { createServer, Socket } from 'node:net';
import type { Cutter, Gate, Piece, Tamper } from './gate.ts';
import { openGate } from './gate.ts';

/** `forward` is from source to destination. */
export type Direction = 'forward' | 'back';

export interface RelayOptions<Item extends Piece> {
  /** The socket file that the source connects to, and that on which the destination listens. */
  readonly from: string;
  readonly to: string;
  readonly cutter: (channel: number, direction: Direction) => Cutter<Item>;
  readonly onPass: (channel: number, direction: Direction, item: Item) => void;
  /** There may be something to let through that was not there before. */
  readonly onChange: () => void;
  /** Of what goes forward. */
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
  /** Lets everything through at once from now on, connections that are still to come included. */
  readonly open: () => void;
  /** Both ends of every connection find it gone. */
  readonly cut: () => void;
}

/** Resolves once the source may connect. */
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
  // It exists from the beginning, so that its gate does, and is connected when it is told to be.
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
