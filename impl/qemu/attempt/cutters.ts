/** How the traffic of an attempt's connections is split into items. */
import type { Cutter } from '../gate.ts';
import type { Direction } from '../link-part.ts';

/** Cutters for the connections of one attempt. */
export interface Cutters {
  readonly of: (channel: number, direction: Direction) => Cutter;
  /** Called when all connections are lost; `of` is then called for the new ones. */
  readonly resume: () => void;
}
