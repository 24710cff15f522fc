/**
 * The race detector. A race is two accesses of one guarded cell by different threads, at least one of them a
 * write, with no mutex held at both and nothing else that orders them. The race need not change memory, and
 * the accesses need not be close together in this run: it is enough that they could have been.
 */
import type { Driver, FootprintView, Sharing } from '../../../../impl/system.ts';
import type { Access } from './access-table.ts';
import { AccessTable } from './access-table.ts';
import { SignalOrder } from './signal-order.ts';
import type { Capacity } from '../../lockstep/capacity.ts';
import { describeHeld } from '../../lockstep/mutexes.ts';

export interface Races {
  readonly retarget: () => void;
  readonly reset: () => void;
  /** These cells now stand for fresh memory, like memory that was freed and allocated again. */
  readonly forget: (cells: readonly number[]) => void;
  /** These threads are dead: all that they did happens before what the current thread does from here on. */
  readonly outlive: (dead: readonly number[]) => void;
  /** To be called before the accesses of a step. */
  readonly begin: () => void;
  /** The step writes or reads a cell that is a signal. */
  readonly signal: (cell: number, isWrite: boolean) => void;
  /** The step accesses guarded cells. @returns the first cell that shows a race, or -1 */
  readonly access: (first: number, count: number, held: number, isWrite: boolean) => number;
  /** Describes both sides of the race that the cell has just shown. */
  readonly describe: (cell: number) => string;
}

/** @param target - holds the system to watch; it is read again at each `retarget` */
export function detectRaces(target: RacersTarget, { threads, cells }: Room): Races {
  let footprint: FootprintView;
  const signals = makeNumbering(cells, ['signal', 'message']);
  const guarded = makeNumbering(cells, ['guarded']);
  const order = new SignalOrder(threads, cells);
  const reads = new AccessTable(cells, threads, order);
  const writes = new AccessTable(cells, threads, order);
  /** The label of each step of the run. */
  const labels: string[] = [];
  const current: Access = { thread: 0, time: 0, held: 0, step: -1 };
  /** The other side of the last race, and how the two sides accessed the cell. */
  let found = { table: writes, other: -1, isWrite: false };

  /** @returns whether the access races with one in the table */
  const isRaceWith = (table: AccessTable, number: number, isWrite: boolean): boolean => {
    const other = table.findUnordered(number, current);
    if (other < 0) return false;
    found = { table, other, isWrite };
    return true;
  };
  return {
    retarget() {
      ({ footprint } = target.system);
      const threadsNow = target.system.driver.threads.length;
      order.retarget(threadsNow, signals.number(footprint));
      const guardedNow = guarded.number(footprint);
      reads.retarget(guardedNow, threadsNow);
      writes.retarget(guardedNow, threadsNow);
    },
    reset() {
      for (const one of [order, reads, writes]) one.reset();
      current.step = -1;
    },
    forget(renewed) {
      for (const cell of renewed) {
        reads.forget(guarded.numberOf[cell] as number);
        writes.forget(guarded.numberOf[cell] as number);
      }
    },
    outlive: (dead) => order.outlive(footprint.thread, dead),
    begin() {
      current.thread = footprint.thread;
      current.time = order.now(current.thread);
      labels[++current.step] = footprint.label;
    },
    signal(cell, isWrite) {
      const signal = signals.numberOf[cell] as number;
      if (!isWrite) return order.acquire(current.thread, signal);
      order.release(current.thread, signal);
      current.time = order.now(current.thread);
    },
    access(first, count, held, isWrite) {
      current.held = held;
      const own = isWrite ? writes : reads;
      // The cells of one object follow one another, and so do their numbers.
      const from = guarded.numberOf[first] as number;
      for (let index = 0; index < count; index++) {
        const number = from + index;
        if (!own.enter(number, current)) continue;
        if (isRaceWith(writes, number, isWrite)) return first + index;
        if (isWrite && isRaceWith(reads, number, isWrite)) return first + index;
      }
      return -1;
    },
    describe(cell) {
      const { table, other, isWrite } = found;
      const before = table.accessOf(guarded.numberOf[cell] as number, other);
      return describeRace(target.system, cell, [
        { ...current, label: labels[current.step], verb: isWrite ? 'writes' : 'reads' },
        { ...before, label: labels[before.step], verb: table === writes ? 'wrote' : 'read' },
      ]);
    },
  };
}

/** How one side of a race accesses the cell. */
interface Side extends Access {
  readonly label: string | undefined;
  readonly verb: string;
}

function describeRace({ driver, footprint }: Racers, cell: number, sides: readonly Side[]): string {
  const told = sides.map(
    ({ thread, verb, label, held }) =>
      `${driver.threads[thread]} ${verb} it in step "${label}" ${describeHeld(held)}`,
  );
  return `a race for the ${footprint.ownerOfCell[cell]}: ${told.join(', ')}, and nothing orders the two`;
}

/** The part of a system in which races are looked for. */
interface Racers {
  readonly driver: Pick<Driver, 'threads'>;
  readonly footprint: FootprintView;
}

interface RacersTarget {
  readonly system: Racers;
}

/** Maximum numbers of threads and cells. */
type Room = Pick<Capacity, 'threads' | 'cells'>;

interface Numbering {
  /** For each cell, its number among the cells that are shared in one of the given ways, or -1. */
  readonly numberOf: Int32Array;
  /** Numbers the cells of a footprint. @returns how many are shared in one of the given ways */
  readonly number: (footprint: FootprintView) => number;
}

function makeNumbering(cells: number, wanted: readonly Sharing[]): Numbering {
  const numberOf = new Int32Array(cells);
  return {
    numberOf,
    number({ sharingOfCell }) {
      let count = 0;
      sharingOfCell.forEach((sharing, cell) => {
        numberOf[cell] = wanted.includes(sharing) ? count++ : -1;
      });
      return count;
    },
  };
}
