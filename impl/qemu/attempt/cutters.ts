/** How what passes on the connections of an attempt is cut into items. */
import type { Cutter, Piece } from '../gate.ts';
import type { Direction } from '../relay.ts';

/** Cutters for the connections of one attempt. */
export interface Cutters<Item extends Piece> {
  readonly of: (channel: number, direction: Direction) => Cutter<Item>;
  /** All connections are lost: those that are asked for from now on are new ones. */
  readonly resume: () => void;
}
