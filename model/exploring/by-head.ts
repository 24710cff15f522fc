/** Sorts states by their heads, so that those with the same head can be expanded together. */
import type { VisitedStates } from './visited-states.ts';

export class ByHead {
  /** The states, sorted. */
  readonly states: Int32Array;
  /** Where in `states` those with each head begin, by the number of the head; then where they all end. */
  readonly firsts: number[] = [];
  private readonly visited: VisitedStates;

  /** @param most - how many states can be sorted at once */
  constructor(visited: VisitedStates, most: number) {
    this.visited = visited;
    this.states = new Int32Array(most);
  }

  /** Sorts the states `[from, end)`. */
  sort(from: number, end: number): void {
    const { visited, states, firsts } = this;
    const heads = visited.headCount;
    firsts.length = 0;
    for (let head = 0; head <= heads + 1; head++) firsts.push(0);
    // Counts two places ahead: the second loop moves each beginning on to its end, the next beginning.
    for (let state = from; state < end; state++) this.move(visited.headOf(state) + 2);
    for (let head = 2; head <= heads; head++)
      firsts[head] = (firsts[head] as number) + (firsts[head - 1] as number);
    for (let state = from; state < end; state++)
      states[this.move(visited.headOf(state) + 1)] = state;
    firsts.length = heads + 1;
  }

  /** Adds one to a place. @returns what was there */
  private move(place: number): number {
    const first = this.firsts[place] as number;
    this.firsts[place] = first + 1;
    return first;
  }
}
