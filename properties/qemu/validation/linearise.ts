/**
 * Whether the steps of one page can have happened one after the other, in an order that agrees with their
 * threads, causes and times, and with the model. Steps are visited in the order of their ends; by its end, a
 * step must have happened in at least one of the orders that are still possible. All that is kept of an order
 * is the page's state and each thread's progress: nothing else matters for what can follow (Lowe, Testing for
 * linearizability, 2017).
 */
import type { PageMachine } from './page-machine.ts';
import type { PageState } from './page-state.ts';
import { keyOf } from './page-state.ts';
import type { ObservedStep } from './step.ts';

/**
 * So many orders are still open that they cannot all be followed: most pages need a few hundred at most, one
 * that is written and sent all the time while a sync may have come at any moment some thousands.
 */
export class TooManyOrders extends Error {
  override readonly name = 'TooManyOrders';
}

/** For all steps of one page. */
const ORDERS_MAX = 50_000;

/** The result of one possible order so far. */
interface Candidate {
  readonly state: PageState;
  /** Number of steps of each thread that have happened. */
  readonly done: readonly number[];
}

export interface Stuck {
  /** The first step that cannot have happened by its end. */
  readonly step: ObservedStep;
  /** The states that refuse the step, and why; empty if another step must come first, and cannot. */
  readonly refusals: readonly { readonly state: PageState; readonly guard: string }[];
}

/** @throws TooManyOrders */
export function linearise(machine: PageMachine, steps: readonly ObservedStep[]): Stuck | undefined {
  const plan = makePlan(steps);
  let left = ORDERS_MAX;
  let candidates: readonly Candidate[] = [
    { state: machine.initial, done: plan.threads.map(() => 0) },
  ];
  for (const { step, to } of plan.byEnd) {
    const possible = reach(machine, plan, candidates, { time: to, ordersMax: left });
    left -= possible.length;
    const { thread, index } = placeOf(plan, step);
    candidates = possible.filter(({ done }) => (done[thread] as number) > index);
    if (candidates.length === 0) return stuckAt(machine, plan, possible, step);
  }
  return undefined;
}

interface Plan {
  readonly threads: readonly (readonly ObservedStep[])[];
  readonly byEnd: readonly EndingStep[];
  readonly places: ReadonlyMap<ObservedStep, Position>;
}

interface Position {
  readonly thread: number;
  readonly index: number;
}

interface EndingStep {
  readonly step: ObservedStep;
  readonly to: number;
}

function makePlan(steps: readonly ObservedStep[]): Plan {
  const names = [...new Set(steps.map(({ thread }) => thread))];
  const threads = names.map((name) => steps.filter(({ thread }) => thread === name));
  const places = new Map<ObservedStep, Position>();
  threads.forEach((own, thread) =>
    own.forEach((step, index) => places.set(step, { thread, index })),
  );
  const byEnd = threads.flatMap(tightened).toSorted((one, other) => one.to - other.to);
  return { threads, byEnd, places };
}

/** A step ends no later than any step that follows it in its thread. */
function tightened(steps: readonly ObservedStep[]): readonly EndingStep[] {
  let to = Infinity;
  return steps
    .toReversed()
    .map((step) => {
      to = Math.min(to, step.to);
      return { step, to };
    })
    .toReversed();
}

function placeOf({ places }: Plan, step: ObservedStep): Position {
  return places.get(step) as Position;
}

/**
 * All candidates that are reachable from these by steps that may have begun by `time`.
 *
 * @throws TooManyOrders if there are more than `ordersMax`
 */
function reach(
  machine: PageMachine,
  plan: Plan,
  candidates: readonly Candidate[],
  { time, ordersMax }: { readonly time: number; readonly ordersMax: number },
): readonly Candidate[] {
  const found = new Map<string, Candidate>();
  const open = [...candidates];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const key = `${next.done.join()} ${keyOf(next.state)}`;
    if (found.has(key)) continue;
    if (found.size === ordersMax) throw new TooManyOrders();
    found.set(key, next);
    open.push(...successors(machine, plan, next, time));
  }
  return [...found.values()];
}

function successors(
  machine: PageMachine,
  plan: Plan,
  { state, done }: Candidate,
  time: number,
): readonly Candidate[] {
  const after: Candidate[] = [];
  const looped = state.isLooping ? machine.loop(state) : undefined;
  if (looped !== undefined) after.push({ state: looped, done });
  plan.threads.forEach((steps, thread) => {
    const step = steps[done[thread] as number];
    if (step === undefined || step.from > time || !isCaused(plan, step, done)) return;
    const fired = machine.fire(state, step.deed);
    if ('guard' in fired) return;
    const onward = done.with(thread, (done[thread] as number) + 1);
    for (const one of fired) after.push({ state: one, done: onward });
  });
  return after;
}

function isCaused(plan: Plan, { cause }: ObservedStep, done: readonly number[]): boolean {
  if (cause === undefined) return true;
  const { thread, index } = placeOf(plan, cause);
  return (done[thread] as number) > index;
}

/** If the step waits for a refused cause, the cause is reported. */
function stuckAt(
  machine: PageMachine,
  plan: Plan,
  candidates: readonly Candidate[],
  step: ObservedStep,
): Stuck {
  const refusals = refusalsOf(machine, plan, candidates, step);
  if (refusals.length > 0 || step.cause === undefined) return { step, refusals };
  return stuckAt(machine, plan, candidates, step.cause);
}

function refusalsOf(
  machine: PageMachine,
  plan: Plan,
  candidates: readonly Candidate[],
  step: ObservedStep,
): Stuck['refusals'] {
  const { thread, index } = placeOf(plan, step);
  return candidates.flatMap(({ state, done }) => {
    if (done[thread] !== index || !isCaused(plan, step, done)) return [];
    const fired = machine.fire(state, step.deed);
    return 'guard' in fired ? [{ state, guard: fired.guard }] : [];
  });
}
