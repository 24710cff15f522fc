/** All executions of a system one by one, with nothing omitted: the reference for a reduction. */
import { classKey } from './class-key.ts';
import { HappensBefore } from '../../../searching/reduction/happens-before.ts';
import { REDUNDANT, SourceSetSearch } from '../../../searching/reduction/source-sets.ts';
import { threadsOf } from '../../../searching/reduction/search-node.ts';
import type { Step } from '../../../searching/reduction/step.ts';
import { areIndependent } from '../../../searching/reduction/step.ts';
import type { GateState } from '../../../searching/reduction/gate-history.ts';
import type { Draw } from '../../../judging/execution/random-source.ts';
import type { ReadonlyThreadSet, ThreadSet } from '../../../../impl/thread-set.ts';

/** What a search needs of a system. */
export interface Driven extends GateState {
  readonly threads: number;
  readonly objects: number;
  readonly messages: ReadonlySet<number>;
  readonly reset: () => void;
  readonly choices: () => ReadonlyThreadSet;
  /** Threads that a correct reduction need not interleave with the others. */
  readonly late: ReadonlyThreadSet;
  /** The gate of the thread's coming step, or -1. */
  readonly gateOf: (thread: number) => number;
  /** Takes the thread's step. @returns the step with its footprint */
  readonly take: (thread: number) => Step;
  /** The result of an execution, once no thread is ready. */
  readonly observation: () => string;
}

/** The results of a search. */
export interface Seen {
  readonly classes: ReadonlySet<string>;
  readonly observations: ReadonlySet<string>;
  /** Executions that ended. */
  readonly executions: number;
}

/** @returns `undefined` if there are more executions than `executionsMax` */
export function everyInterleaving(system: Driven, executionsMax: number): Seen | undefined {
  system.reset();
  const order = new HappensBefore(system, system);
  const stack: ThreadSet[] = [];
  const seen = { classes: new Set<string>(), observations: new Set<string>(), executions: 0 };
  do {
    if (seen.executions === executionsMax) return undefined;
    order.truncate(0);
    system.reset();
    for (let depth = 0; ; depth++) {
      const all = system.choices();
      if (all.isEmpty()) break;
      const left = (stack[depth] ??= earlyOf(all, system.late));
      order.append(system.take(left.next(0)));
    }
    note(seen, order, system);
    while (stack.length > 0) {
      const last = stack.at(-1) as ThreadSet;
      last.delete(last.next(0));
      if (!last.isEmpty()) break;
      stack.pop();
    }
  } while (stack.length > 0);
  return seen;
}

/** The ready threads that are not late, unless all are late. */
export function earlyOf(ready: ReadonlyThreadSet, late: ReadonlyThreadSet): ThreadSet {
  const early = ready.copy();
  early.deleteAll(late);
  return early.isEmpty() ? ready.copy() : early;
}

/** Runs some executions, with a random ready thread at every step. */
export function someInterleavings(system: Driven, executions: number, draw: Draw): Seen {
  system.reset();
  const order = new HappensBefore(system, system);
  const seen = { classes: new Set<string>(), observations: new Set<string>(), executions: 0 };
  while (seen.executions < executions) {
    order.truncate(0);
    system.reset();
    for (let ready = system.choices(); !ready.isEmpty(); ready = system.choices())
      order.append(system.take(ready.nth(draw(ready.size()))));
    note(seen, order, system);
  }
  return seen;
}

/**
 * Runs one execution of each class by sleep sets alone, with every ready thread tried at every point: no race
 * has to be noticed. For systems with too many interleavings to run them all.
 */
export function everyAwake(system: Driven): Seen {
  system.reset();
  const order = new HappensBefore(system, system);
  const seen = { classes: new Set<string>(), observations: new Set<string>(), executions: 0 };
  const take = (thread: number): Step => {
    system.choices();
    return system.take(thread);
  };
  const repeat = (prefix: readonly number[]): void => {
    system.reset();
    prefix.forEach(take);
  };
  const noteClass = (prefix: readonly number[]): void => {
    order.truncate(0);
    system.reset();
    for (const thread of prefix) order.append(take(thread));
    note(seen, order, system);
  };
  const visit = (prefix: readonly number[], sleepers: readonly Step[]): void => {
    repeat(prefix);
    const ready = system.choices().copy();
    if (ready.isEmpty()) return noteClass(prefix);
    ready.deleteAll(threadsOf(sleepers));
    const asleep = [...sleepers];
    for (const thread of ready.threads()) {
      repeat(prefix);
      const step = take(thread);
      visit(
        [...prefix, thread],
        asleep.filter((sleeper) => areIndependent(sleeper, step)),
      );
      asleep.push(step);
    }
  };
  visit([], []);
  return seen;
}

/** Runs one execution of each class, by the reduced search. */
export function everyClass(system: Driven): Seen {
  system.reset();
  const order = new HappensBefore(system, system);
  const search = new SourceSetSearch(order);
  const seen = { classes: new Set<string>(), observations: new Set<string>(), executions: 0 };
  while (search.next()) {
    system.reset();
    if (runToEnd(system, search)) note(seen, order, system);
  }
  return seen;
}

/** @returns whether the execution ended, rather than being cut short by the search */
function runToEnd(system: Driven, search: SourceSetSearch): boolean {
  let isWhole = true;
  for (let open = system.choices(); !open.isEmpty() && isWhole; open = system.choices()) {
    const thread = search.pick(open);
    isWhole = thread !== REDUNDANT;
    if (isWhole) search.took(system.take(thread));
  }
  const all = Array.from({ length: system.threads }, (_, thread) => thread);
  search.ended(
    all
      .map((thread) => ({ thread, gate: system.gateOf(thread) }))
      .filter(({ gate }) => gate >= 0 && !system.isOpen(gate)),
  );
  return isWhole;
}

function note(
  seen: { classes: Set<string>; observations: Set<string>; executions: number },
  order: HappensBefore,
  system: Driven,
): void {
  seen.executions++;
  seen.classes.add(classKey(order, system.threads));
  seen.observations.add(system.observation());
}
