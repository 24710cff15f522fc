/** One attempt to migrate: its own destination, and the connections to it. */
import type { Cutters } from './cutters.ts';
import type { Piece } from '../gate.ts';
import type { HostName, Microseconds } from '../happenings.ts';
import type { ProcessEnd, QemuProcess } from '../process.ts';
import type { Relay } from '../relay.ts';

export interface Attempt<Item extends Piece> {
  readonly destination: QemuProcess;
  relay: Relay<Item>;
  readonly cutters: Cutters<Item>;
  /** The last migration status from each host's monitor, like `active`. */
  readonly status: { source: string; destination: string };
  /** Items that have passed on the main channel. */
  passed: number;
  /** How many records of each guest page have passed forward, on any channel. */
  readonly records: Map<number, number>;
  /** Kinds of items that have passed on any channel. */
  readonly kinds: Set<string>;
  /** The operator holds every channel. */
  isHeld: boolean;
  /** The guest runs on the destination, and the harness has connected to it there. */
  isGuestHere: boolean;
  /** The operator has cancelled the migration: the destination may exit when no more data comes. */
  isCancelled: boolean;
  /** The destination is not needed any more. */
  isGivenUp: boolean;
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

/** Whether the attempt has ended, however it went. */
export function isOver<Item extends Piece>({ status, isGivenUp }: Attempt<Item>): boolean {
  if (status.source === 'completed') return isGivenUp || enders.includes(status.destination);
  return enders.includes(status.source);
}

/** Whether a destination may end this way: after a cancel it may exit with any status, but must not crash. */
export function mayEnd(
  { isGivenUp, isCancelled }: Pick<Attempt<Piece>, 'isGivenUp' | 'isCancelled'>,
  { hasExited }: ProcessEnd,
): boolean {
  return isGivenUp || (isCancelled && hasExited);
}
