/** Represents in footprints a shared object that is not an integer: a buffer, a place, half a page. */
import type { Sharing } from '../system.ts';
import type { Footprint } from './footprint.ts';
import type { Shared } from './shared.ts';

export class StandIn {
  private readonly footprint: Footprint;
  private readonly cell: number;

  /** @param sharing - as for a `Cell` */
  constructor(
    name: string,
    { footprint }: Pick<Shared, 'footprint'>,
    sharing: Sharing = 'guarded',
  ) {
    this.footprint = footprint;
    this.cell = footprint.reserveOne(name, sharing);
  }

  noteRead(): void {
    this.footprint.noteRead(this.cell);
  }

  noteWrite(): void {
    this.footprint.noteWrite(this.cell);
  }
}
