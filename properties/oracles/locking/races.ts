/**
 * The race detector: two threads access the same guarded cell, one of them writes, no mutex is held
 * at both accesses, and nothing else orders them. It needs no difference in memory, nor that the two
 * come close to one another: it is enough that they could have.
 */
import type { Driver, FootprintView } from '../../../impl/system.ts';
import type { Access } from './access-table.ts';
import { AccessTable } from './access-table.ts';
import { HappensBefore } from './happens-before.ts';
import { describeHeld } from './mutexes.ts';

export interface Races {
  readonly reset: () => void;
  /** These cells are others from here on, as memory is that was given back and got again. */
  readonly forget: (cells: readonly number[]) => void;
  /** Before the accesses of a step. */
  readonly begin: () => void;
  /** The step writes or reads a cell that is a signal. */
  readonly signal: (cell: number, isWrite: boolean) => void;
  /** The step accesses guarded cells. @returns the first of them that shows a race, or -1 */
  readonly access: (first: number, count: number, held: number, isWrite: boolean) => number;
  /** Tells the race that the cell has just shown, both sides of it. */
  readonly describe: (cell: number) => string;
}

export function detectRaces({ driver, footprint }: Racers): Races {
  const threads = driver.threads.length;
  const cells = footprint.sharingOfCell.length;
  const signalOfCell = numberSignals(footprint);
  const order = new HappensBefore(threads, Math.max(...signalOfCell) + 1);
  const reads = new AccessTable(cells, threads, order);
  const writes = new AccessTable(cells, threads, order);
  /** What each step of the run was called. */
  const labels: string[] = [];
  const current: Access = { thread: 0, time: 0, held: 0, step: -1 };
  /** What the race was with, and how either side accessed the cell. */
  let found = { table: writes, other: -1, isWrite: false };

  /** @returns whether the access races with one of the table */
  const isRaceWith = (table: AccessTable, cell: number, isWrite: boolean): boolean => {
    const other = table.findUnordered(cell, current);
    if (other < 0) return false;
    found = { table, other, isWrite };
    return true;
  };
  const describeSide = ({ thread, step, held }: Access, verb: string): string =>
    `${driver.threads[thread]} ${verb} it in step "${labels[step]}" ${describeHeld(held)}`;

  return {
    reset() {
      order.reset();
      reads.reset();
      writes.reset();
      current.step = -1;
    },
    forget(renewed) {
      for (const cell of renewed) {
        reads.forget(cell);
        writes.forget(cell);
      }
    },
    begin() {
      current.thread = footprint.thread;
      current.time = order.now(current.thread);
      labels[++current.step] = footprint.label;
    },
    signal(cell, isWrite) {
      const signal = signalOfCell[cell] as number;
      if (!isWrite) return order.acquire(current.thread, signal);
      order.release(current.thread, signal);
      current.time = order.now(current.thread);
    },
    access(first, count, held, isWrite) {
      current.held = held;
      const own = isWrite ? writes : reads;
      for (let cell = first; cell < first + count; cell++) {
        if (!own.enter(cell, current)) continue;
        if (isRaceWith(writes, cell, isWrite)) return cell;
        if (isWrite && isRaceWith(reads, cell, isWrite)) return cell;
      }
      return -1;
    },
    describe(cell) {
      const { table, other, isWrite } = found;
      const before = table.accessOf(cell, other);
      return (
        `a race for the ${footprint.ownerOfCell[cell]}: ` +
        `${describeSide(current, isWrite ? 'writes' : 'reads')}, ` +
        `${describeSide(before, table === writes ? 'wrote' : 'read')}, and nothing orders the two`
      );
    },
  };
}

/** The part of a system in which races are looked for. */
export interface Racers {
  readonly driver: Pick<Driver, 'threads'>;
  readonly footprint: FootprintView;
}

/** Numbers the cells that are signals from 0; -1 for all others. */
function numberSignals({ sharingOfCell }: FootprintView): Int32Array {
  let signals = 0;
  return Int32Array.from(sharingOfCell, (sharing) => (sharing === 'signal' ? signals++ : -1));
}
