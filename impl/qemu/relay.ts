/**
 * A proxy between the two hosts for every connection of a migration. It forwards nothing until it is told
 * to; even connecting to the destination is a separate step.
 */
import { createServer, Socket } from 'node:net';
import type { WireItem } from '../../traces/wire-reader.ts';
import type { Cutter, Gate, Tampering } from './gate.ts';
import { openGate } from './gate.ts';
import type { Direction, LinkPart } from './link-part.ts';
import { covers } from './link-part.ts';

export interface RelayOptions {
  /** The socket file that the source connects to, and the one on which the destination listens. */
  readonly from: string;
  readonly to: string;
  readonly cutter: (channel: number, direction: Direction) => Cutter;
  readonly onPass: (channel: number, direction: Direction, item: WireItem) => void;
  /** Called when bytes in which no items are found are forwarded to the destination. */
  readonly onPassLoose?: ((bytes: number) => void) | undefined;
  /** Called when there may be something new to forward. */
  readonly onChange: () => void;
  /** Applies to the forward direction. */
  readonly tampering?: Tampering | undefined;
}

/** One connection; the main one comes first, a preempt channel second. */
export interface RelayChannel {
  readonly isConnected: () => boolean;
  readonly connect: () => void;
  readonly forward: Gate;
  readonly back: Gate;
  /** Breaks the connection at both ends. */
  readonly cut: () => void;
}

export interface Relay {
  readonly channels: readonly RelayChannel[];
  /** From now on forwards everything at once, on future connections too. */
  readonly open: () => void;
  /**
   * Breaks every connection, at both ends, or a part of them. If only one direction is lost, its receiver
   * finds the end of the stream, and its sender notices nothing.
   */
  readonly cut: (part?: LinkPart) => void;
}

/** Resolves once the source can connect. */
export async function openRelay(options: RelayOptions): Promise<Relay> {
  const channels: RelayChannel[] = [];
  let isOpen = false;
  const server = createServer({ pauseOnConnect: true }, (source) => {
    const channel = addChannel(source, channels.length, options);
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
    cut(part = {}) {
      const isAll = part.channel === undefined && part.direction === undefined;
      if (isAll) server.close();
      channels.forEach((one, channel) => {
        const losesForward = covers(part, channel, 'forward');
        const losesBack = covers(part, channel, 'back');
        if (losesForward && losesBack) one.cut();
        else if (losesForward) one.forward.lose();
        else if (losesBack) one.back.lose();
      });
    },
  };
}

function openChannel(channel: RelayChannel): void {
  if (!channel.isConnected()) channel.connect();
  channel.forward.open();
  channel.back.open();
}

function addChannel(
  source: Socket,
  channel: number,
  { to, cutter, onPass, onPassLoose, onChange, tampering }: RelayOptions,
): RelayChannel {
  const gateOf = (from: Socket, direction: Direction, onEnd?: () => void): Gate =>
    openGate(from, {
      cutter: () => cutter(channel, direction),
      onPass: (item) => onPass(channel, direction, item),
      onChange,
      onEnd,
      ...(direction === 'forward'
        ? { tamper: tampering?.item, passLoose }
        : { passLoose: (bytes) => bytes }),
    });
  const passLoose = (bytes: Uint8Array): Uint8Array => {
    onPassLoose?.(bytes.length);
    return tampering?.loose?.(bytes) ?? bytes;
  };
  let isConnected = false;
  // The socket exists from the beginning, since its gate needs it; it is connected later.
  const destination = new Socket();
  const forward = gateOf(source, 'forward');
  // A destination that is gone reads nothing any more, so what the source writes must fail.
  const back = gateOf(destination, 'back', () => {
    if (destination.closed) source.destroy();
  });
  return {
    forward,
    back,
    isConnected: () => isConnected,
    cut() {
      // There is nothing left to connect.
      isConnected = true;
      forward.close();
      back.close();
      source.destroy();
      destination.destroy();
    },
    connect() {
      isConnected = true;
      destination.connect(to);
      forward.connect(destination);
      back.connect(source);
    },
  };
}
