/**
 * Strongly connected components of a part of a graph (Tarjan 1972), without recursion: an execution can
 * go round a component's states for ever. A state that lies on no cycle is a component of its own.
 */

/** The part of a graph that is searched. */
export interface Part {
  /** A state belongs to the part if its entry here is `part`. */
  readonly partOf: Int32Array;
  readonly part: number;
  /** @returns the state to which a transition leads, or `LEADS_OUT` if that state is not in the part */
  readonly follow: (transition: number) => number;
}

export const LEADS_OUT = -1;

/** The transitions of a state are `[firsts[state], firsts[state + 1])`. */
export class Components {
  private readonly firsts: Int32Array;
  /** The order in which this search has found the states, from 1; 0 if not found yet. */
  private readonly orders: Int32Array;
  /** The least order that is known to be reachable within the component. */
  private readonly lows: Int32Array;
  private readonly isStacked: Uint8Array;
  /** For each state, the next transition to follow. */
  private readonly nexts: Int32Array;
  private readonly path: number[] = [];
  private readonly stack: number[] = [];
  private order = 0;

  constructor(firsts: Int32Array) {
    const states = firsts.length - 1;
    this.firsts = firsts;
    this.orders = new Int32Array(states);
    this.lows = new Int32Array(states);
    this.isStacked = new Uint8Array(states);
    this.nexts = new Int32Array(states);
  }

  /** @param roots - all states of the part */
  search(
    roots: Iterable<number>,
    part: Part,
    onComponent: (states: readonly number[]) => void,
  ): void {
    for (const root of roots) this.orders[root] = 0;
    for (const root of roots) {
      if (this.orders[root] !== 0) continue;
      this.enter(root);
      while (this.path.length > 0) {
        const state = this.path.at(-1) as number;
        if (this.advance(state, part)) continue;
        this.path.pop();
        const caller = this.path.at(-1);
        if (caller !== undefined) this.lower(caller, this.lows[state] as number);
        if (this.lows[state] === this.orders[state]) onComponent(this.unstack(state));
      }
    }
  }

  /** Follows the state's remaining transitions. @returns whether one of them led to a new state */
  private advance(state: number, { partOf, part, follow }: Part): boolean {
    const end = this.firsts[state + 1] as number;
    while ((this.nexts[state] as number) < end) {
      const target = follow(this.nexts[state] as number);
      this.nexts[state] = (this.nexts[state] as number) + 1;
      if (target === LEADS_OUT || partOf[target] !== part) continue;
      if (this.orders[target] === 0) {
        this.enter(target);
        return true;
      }
      if (this.isStacked[target] === 1) this.lower(state, this.orders[target] as number);
    }
    return false;
  }

  private enter(state: number): void {
    this.order++;
    this.orders[state] = this.order;
    this.lows[state] = this.order;
    this.nexts[state] = this.firsts[state] as number;
    this.isStacked[state] = 1;
    this.stack.push(state);
    this.path.push(state);
  }

  private lower(state: number, order: number): void {
    if (order < (this.lows[state] as number)) this.lows[state] = order;
  }

  /** Pops from the stack the component that the search entered at `root`. */
  private unstack(root: number): readonly number[] {
    const first = this.stack.lastIndexOf(root);
    const component = this.stack.splice(first);
    for (const state of component) this.isStacked[state] = 0;
    return component;
  }
}
