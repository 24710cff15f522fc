/** Forwards the items that wait on one direction of one connection. */
import { setImmediate } from 'node:timers/promises';
import type { Gate, Piece } from '../gate.ts';
import type { Direction, RelayChannel } from '../relay.ts';
import { isAwaitingOperator } from '../landmark.ts';
import type { Session } from '../session.ts';
import type { QemuThread } from './thread.ts';

interface ChannelThreadOptions {
  readonly name: string;
  readonly channel: number;
  readonly direction: Direction;
}

export function channelThread<Item extends Piece>(
  session: Session<Item>,
  { name, channel, direction }: ChannelThreadOptions,
): QemuThread {
  const here = (): RelayChannel<Item> | undefined => session.attempt?.relay.channels[channel];
  const isMain = channel === 0 && direction === 'forward';
  const gate = (): Gate<Item> | undefined => here()?.[direction];
  /** Connections reach the destination in the order in which the source made them, as at any listener. */
  const mayConnect = (): boolean => {
    const before = session.attempt?.relay.channels[channel - 1];
    const isFirst = channel === 0 || before?.isConnected() === true;
    return direction === 'forward' && here()?.isConnected() === false && isFirst;
  };
  /** If all pages were sent before the switch-over, postcopy would have nothing left to send. */
  const isTooEarly = (): boolean => {
    const { attempt, coming } = session;
    if (coming?.command !== 'start-postcopy') return false;
    return attempt?.status.source === 'active' && attempt.passed >= coming.after;
  };
  const isHeld = (): boolean =>
    !session.isDraining && (session.attempt?.isHeld === true || (isMain && isTooEarly()));
  const mayPass = (): boolean => {
    const own = gate();
    return own?.next() !== undefined && !isHeld() && !isAwaitingOperator(session, own);
  };
  return {
    name,
    isIdle: () => true,
    isReady: () => mayConnect() || mayPass(),
    coming: () => ({ label: mayConnect() ? 'connect' : 'pass', page: -1, gate: -1 }),
    async take() {
      if (mayConnect()) here()?.connect();
      else for (let left = session.scenario.stride; left > 0 && mayPass(); left--) gate()?.pass();
      // Gives QEMU a chance to react before the choices are read again.
      await setImmediate();
    },
  };
}
