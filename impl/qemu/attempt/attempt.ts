/** One attempt to migrate: a destination of its own, and the connections in between. */
import type { Cutters } from './cutters.ts';
import type { Piece } from '../gate.ts';
import type { HostName, Microseconds } from '../happenings.ts';
import type { ProcessEnd, QemuProcess } from '../process.ts';
import type { Relay } from '../relay.ts';

export interface Attempt<Item extends Piece> {
  readonly destination: QemuProcess;
  relay: Relay<Item>;
  readonly cutters: Cutters<Item>;
  /** As each host's monitor told last, like `active`. */
  readonly status: { source: string; destination: string };
  /** Items that have passed on the main channel. */
  passed: number;
  /** Of these, records of each page of guest memory. */
  readonly records: Map<number, number>;
  /** Kinds of items that have gone on over any channel. */
  readonly kinds: Set<string>;
  /** The operator keeps what comes over any channel. */
  isHeld: boolean;
  /** The guest runs at the destination, and has been spoken with there. */
  isGuestHere: boolean;
  /** The operator has cancelled it: a destination ends by itself when nothing more comes. */
  isCancelled: boolean;
  /** The destination need not be there any more. */
  isGivenUp: boolean;
  /** What was found when it had completed. */
  arrival: Arrival | undefined;
}

/** Memory at both ends, when nothing more is on its way. */
export interface Arrival {
  readonly begun: Microseconds;
  readonly us: Microseconds;
  readonly memory: Readonly<Record<HostName, Uint8Array>>;
}

const enders = ['completed', 'cancelled', 'failed'];

/** Nothing more comes of it, whatever it has come to. */
export function isOver<Item extends Piece>({ status, isGivenUp }: Attempt<Item>): boolean {
  if (status.source === 'completed') return isGivenUp || enders.includes(status.destination);
  return enders.includes(status.source);
}

/** Who is left in the middle by a cancel ends with a status of its own choice, but is not to crash. */
export function mayEnd(
  { isGivenUp, isCancelled }: Pick<Attempt<Piece>, 'isGivenUp' | 'isCancelled'>,
  { hasExited }: ProcessEnd,
): boolean {
  return isGivenUp || (isCancelled && hasExited);
}
