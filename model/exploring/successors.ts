/**
 * The successors of stored states. Millions of states share what an action depends on, so its guards and
 * its effect are performed once for each head and each content of the places that it touches, and
 * remembered as changes to a row. States with the same head are expanded together, action by action, so
 * that what is remembered for it stays in the processor's cache. Nothing here knows what an action does.
 */
import type { Model } from '../machine.ts';
import { apply } from '../machine.ts';
import type { Look, Part, Plan, PlannedAction } from './plans.ts';
import { Plans } from './plans.ts';
import { CHANGE, FORBIDDEN, RememberedChanges, UNKNOWN } from './remembered-changes.ts';
import type { Situation } from './situations.ts';
import { isAllowed } from './situations.ts';
import type { VisitedStates } from './visited-states.ts';

/** In place of a head: the state passes the check. */
const PASSED = 0;

/** Some states of a list that have the same head. */
export interface Group {
  readonly head: number;
  readonly situation: Situation;
  readonly states: Int32Array;
  readonly first: number;
  readonly end: number;
}

export class Successors {
  /** For each state of the group, how many actions may happen in it. */
  readonly counts: Int32Array;
  private readonly model: Model;
  private readonly visited: VisitedStates;
  private readonly plans: Plans;
  private readonly remembered: RememberedChanges = new RememberedChanges();
  private readonly states: Int32Array;
  /** The two words of each state that have numbers. */
  private readonly ones: Int32Array;
  private readonly others: Int32Array;
  private count = 0;
  private plan: Plan = { looks: [], actions: [], checks: undefined };
  /** For each look of the plan and each state, where the remembered changes begin. */
  private found: Int32Array = new Int32Array(0);

  /** @param most - how many states a group can have */
  constructor(model: Model, visited: VisitedStates, most: number) {
    this.model = model;
    this.visited = visited;
    this.plans = new Plans(model, visited.packing);
    this.counts = new Int32Array(most);
    this.states = new Int32Array(most);
    this.ones = new Int32Array(most);
    this.others = new Int32Array(most);
  }

  /** Gathers the successors of a group. @returns how many actions lead to them */
  gather({ head, situation, states, first, end }: Group): number {
    const { visited, ones, others, counts } = this;
    this.count = end - first;
    for (let index = 0; index < this.count; index++) {
      const state = states[first + index] as number;
      this.states[index] = state;
      visited.copyWords(state, index, ones, others);
      counts[index] = 0;
    }
    this.plan = this.plans.of(head, situation);
    this.lookAll();
    let count = 0;
    for (const planned of this.plan.actions)
      count +=
        planned.parts.length === 0
          ? this.gatherDirectly(planned)
          : this.gatherChanged(planned, head);
    return count;
  }

  /** Whether no state that looks like this one in the group is known to satisfy the open invariants. */
  isSuspect(index: number): boolean {
    const { found, remembered, count } = this;
    const { checks } = this.plan;
    if (checks === undefined) return true;
    for (const look of checks)
      if (remembered.changes[found[look * count + index] as number] !== PASSED) return true;
    return false;
  }

  /** Remembers that the state with this index in the group satisfies the open invariants. */
  pass(index: number): void {
    const { found, remembered, count } = this;
    for (const look of this.plan.checks ?? [])
      remembered.changes[found[look * count + index] as number] = PASSED;
  }

  private lookAll(): void {
    const { count } = this;
    const { looks } = this.plan;
    if (looks.length * count > this.found.length) this.found = new Int32Array(looks.length * count);
    let place = 0;
    for (const look of looks) {
      const { table } = look;
      if (table === undefined) this.look(look, place);
      else this.lookInTable(look, table, place);
      place += count;
    }
  }

  /** @param place - where in `found` the changes are written that the look leads to */
  private look(look: Look, place: number): void {
    const { ones, others, remembered, count, found } = this;
    const { one, other } = look;
    if ((one | other) === 0) found.fill(remembered.find(look, 0, 0), place, place + count);
    else
      for (let index = 0; index < count; index++) {
        const ofOne = (ones[index] as number) & one;
        const ofOther = (others[index] as number) & other;
        found[place + index] = remembered.find(look, ofOne, ofOther);
      }
  }

  private lookInTable(look: Look, table: Int32Array, place: number): void {
    const { remembered, count, found } = this;
    const { one, other, shift } = look;
    const words = one === 0 ? this.others : this.ones;
    const mask = one | other;
    for (let index = 0; index < count; index++) {
      const bits = ((words[index] as number) & mask) >>> shift;
      let first = table[bits] as number;
      if (first === 0) {
        first = remembered.add(look) + 1;
        table[bits] = first;
      }
      found[place + index] = first - 1;
    }
  }

  private gatherChanged(planned: PlannedAction, head: number): number {
    const { states, ones, others, counts, visited, remembered, count } = this;
    const { action, parts } = planned;
    const [main] = parts as [Part];
    visited.action = action;
    let allowed = 0;
    for (let index = 0; index < count; index++) {
      const change = this.changeOf(planned, main, index);
      const next = remembered.changes[change] as number;
      if (next === FORBIDDEN) continue;
      allowed++;
      counts[index] = (counts[index] as number) + 1;
      let ofOne = remembered.changes[change + 1] as number;
      let ofOther = remembered.changes[change + 2] as number;
      for (let number = 1; number < parts.length; number++) {
        const further = this.changeOf(planned, parts[number] as Part, index);
        ofOne |= remembered.changes[further + 1] as number;
        ofOther |= remembered.changes[further + 2] as number;
      }
      if (next === head && (ofOne | ofOther) === 0) continue;
      const one = (ones[index] as number) ^ ofOne;
      const other = (others[index] as number) ^ ofOther;
      visited.gatherRow(next, one, other, states[index] as number);
    }
    return allowed;
  }

  /** @returns where the change is remembered that a part makes to the state with this index */
  private changeOf(planned: PlannedAction, part: Part, index: number): number {
    const { found, count, remembered } = this;
    const change = (found[part.look * count + index] as number) + part.slot * CHANGE;
    if (remembered.changes[change] === UNKNOWN) this.learn(planned, part, index, change);
    return change;
  }

  /** Performs the action in one of the states, and remembers what a part of it does. */
  private learn(
    { action, candidate }: PlannedAction,
    part: Part,
    index: number,
    change: number,
  ): void {
    const { visited, model } = this;
    const { changes } = this.remembered;
    visited.load(this.states[index] as number);
    if (!isAllowed(candidate, visited.current, model.size)) {
      changes[change] = FORBIDDEN;
      return;
    }
    visited.copy();
    apply(model, visited.next, action);
    const [head, one, other] = visited.nextRow(action);
    changes[change] = head;
    changes[change + 1] = (one ^ (this.ones[index] as number)) & part.ofOne;
    changes[change + 2] = (other ^ (this.others[index] as number)) & part.ofOther;
  }

  private gatherDirectly({ action, candidate }: PlannedAction): number {
    const { visited, model, states, counts, count } = this;
    let allowed = 0;
    for (let index = 0; index < count; index++) {
      const from = states[index] as number;
      visited.load(from);
      if (!isAllowed(candidate, visited.current, model.size)) continue;
      allowed++;
      counts[index] = (counts[index] as number) + 1;
      visited.copy();
      apply(model, visited.next, action);
      visited.gather(from, action);
    }
    return allowed;
  }
}
