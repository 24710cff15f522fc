/**
 * The state after any step. The run says what each step changed; the timeline also keeps the previous
 * values, so that going back is as easy as going forward.
 */
import type { TraceView } from '../trace-view.ts';

export interface Timeline {
  /** The state after the step that `goTo` went to last. */
  readonly cells: Int32Array;
  readonly goTo: (step: number) => void;
  /** The cells that a step changed, with their values before the step. */
  readonly changedIn: (step: number) => ReadonlyMap<number, number>;
}

export function makeTimeline({ firstCells, steps }: TraceView): Timeline {
  const cells = Int32Array.from(firstCells);
  const before = steps.map(({ changes }) => replace(cells, changes));
  let at = steps.length;
  return {
    cells,
    goTo(step) {
      while (at < step) replace(cells, steps[at++]?.changes ?? []);
      while (at > step) replace(cells, before[--at] ?? []);
    },
    changedIn(step) {
      const undo = before[step - 1] ?? [];
      const values = undo.filter((_, index) => index % 2 === 1);
      return new Map(values.map((value, index) => [undo[index * 2] as number, value]));
    },
  };
}

/** @returns the changes that undo these */
function replace(cells: Int32Array, changes: readonly number[]): readonly number[] {
  const undo: number[] = [];
  for (let at = 0; at < changes.length; at += 2) {
    const cell = changes[at] as number;
    undo.push(cell, cells[cell] as number);
    cells[cell] = changes[at + 1] as number;
  }
  return undo;
}
