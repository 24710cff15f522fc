/** How the traffic of an attempt's connections is split into items. */
import type { Cutter, Piece } from '../gate.ts';
import type { Direction } from '../relay.ts';

/** Cutters for the connections of one attempt. */
export interface Cutters<Item extends Piece> {
  readonly of: (channel: number, direction: Direction) => Cutter<Item>;
  /** Called when all connections are lost; `of` is then called for the new ones. */
  readonly resume: () => void;
}
