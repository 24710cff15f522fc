/** Forwards the items that wait on one direction of one connection. */
import { setImmediate } from 'node:timers/promises';
import type { Gate } from '../gate.ts';
import type { Direction } from '../link-part.ts';
import { covers } from '../link-part.ts';
import type { RelayChannel } from '../relay.ts';
import { isAwaitingOperator } from '../landmark.ts';
import type { Session } from '../session.ts';
import type { QemuThread } from './thread.ts';

interface ChannelThreadOptions {
  readonly name: string;
  readonly channel: number;
  readonly direction: Direction;
}

export function channelThread(
  session: Session,
  { name, channel, direction }: ChannelThreadOptions,
): QemuThread {
  const here = (): RelayChannel | undefined => session.attempt?.relay.channels[channel];
  const isMain = channel === 0 && direction === 'forward';
  const gate = (): Gate | undefined => here()?.[direction];
  const isHeld = (): boolean => {
    const { isDraining, attempt } = session;
    if (isDraining || attempt === undefined) return false;
    const { held } = attempt;
    return (held !== undefined && covers(held, channel, direction)) || (isMain && isTooEarly());
  };
  /** Connections reach the destination in the order in which the source made them, as at any listener. */
  const mayConnect = (): boolean => {
    const before = session.attempt?.relay.channels[channel - 1];
    const isFirst = channel === 0 || before?.isConnected() === true;
    const isTurn = isFirst || session.scenario.connectsInAnyOrder === true;
    return direction === 'forward' && here()?.isConnected() === false && isTurn && !isHeld();
  };
  /** If all pages were sent before the switch-over, postcopy would have nothing left to send. */
  const isTooEarly = (): boolean => {
    const { attempt, coming } = session;
    if (coming?.command !== 'start-postcopy') return false;
    return attempt?.status.source === 'active' && attempt.passed >= coming.after;
  };
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
