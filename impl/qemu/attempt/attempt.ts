/** One attempt to migrate: its own destination, and the connections to it. */
import type { Cutters } from './cutters.ts';
import type { Microseconds } from '../happenings.ts';
import type { HostName, LinkPart } from '../link-part.ts';
import type { ProcessEnd, QemuProcess } from '../process.ts';
import type { Relay } from '../relay.ts';

export interface Attempt {
  readonly destination: QemuProcess;
  relay: Relay;
  readonly cutters: Cutters;
  /** The last migration status from each host's monitor, like `active`. */
  readonly status: { source: string; destination: string };
  /** Items that have passed on the main channel, and the pages' worth of bytes in which none are found. */
  passed: number;
  /** How many records of each guest page have passed forward, on any channel. */
  readonly records: Map<number, number>;
  /** Passes that the source has completed: it has written each dirty page to the connection once in each. */
  passes: number;
  /** Kinds of items that have passed on any channel. */
  readonly kinds: Set<string>;
  /** What the operator holds, if anything. */
  held: LinkPart | undefined;
  /** The guest runs on the destination, and the harness has connected to it there. */
  isGuestHere: boolean;
  /** The operator has cancelled the migration: the destination may exit when no more data comes. */
  isCancelled: boolean;
  /** The destination is not needed any more. */
  isGivenUp: boolean;
  /** The link, or a host, was lost, so the migration may fail and the destination may exit. */
  isLost: boolean;
  /** The source's process was ended during the migration. */
  isOrphaned: boolean;
  /** The memory of both hosts after the migration has completed. */
  arrival: Arrival | undefined;
}

/** The memory of both hosts, when no data is in flight. */
export interface Arrival {
  readonly begun: Microseconds;
  readonly us: Microseconds;
  readonly memory: Readonly<Record<HostName, Uint8Array>>;
}

const enders = ['completed', 'cancelled', 'failed'];

/** Both hosts wait for a new link. */
export function isPaused({ status }: Pick<Attempt, 'status'>): boolean {
  return status.source === 'postcopy-paused' && status.destination === 'postcopy-paused';
}

/** Whether the attempt has ended, however it went. */
export function isOver(attempt: Attempt): boolean {
  const { status, isGivenUp, isOrphaned, relay } = attempt;
  if (isOrphaned) {
    const isReached = relay.channels.some((channel) => channel.isConnected());
    return isGivenUp || !isReached || [...enders, 'postcopy-paused'].includes(status.destination);
  }
  // Postcopy cannot end without its destination.
  if (isGivenUp && status.source === 'postcopy-paused') return true;
  if (status.source === 'completed') return isGivenUp || enders.includes(status.destination);
  return enders.includes(status.source);
}

/** Whether a destination may end this way: after a cancel or a loss it may exit with any status, but must not crash. */
export function mayEnd(
  { isGivenUp, isCancelled, isLost }: Pick<Attempt, 'isGivenUp' | 'isCancelled' | 'isLost'>,
  { hasExited, wasKilled }: Pick<ProcessEnd, 'hasExited' | 'wasKilled'>,
): boolean {
  if (isGivenUp) return hasExited || wasKilled;
  return (isCancelled || isLost) && hasExited;
}
