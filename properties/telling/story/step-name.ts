/**
 * The names of steps: a step is named by the line of the story that tells it and by its number in the
 * run. `§5 (25)` is the 25th step of the run, which is told in line 5.
 */
import type { StoryStep } from './story-step.ts';

/** The number of a step in the run, counted from 1, and of the line of the story that tells it, if any. */
export interface StepName {
  readonly n?: number;
  readonly at: number;
}

export function nameOfLine({ n, at }: Required<StepName>): string {
  return `§${n} (${at})`;
}

/** The name in a column: a step that no line tells has only its number in the run. */
export function nameInColumn({ n, at }: StepName): string {
  return n === undefined ? `${at}` : nameOfLine({ n, at });
}

/** @param step - the step of the run, counted from 1 */
export function nameOfStep(step: number, story: readonly StoryStep[]): StepName {
  const line = story.find(({ runSteps }) => runSteps.includes(step));
  return line === undefined ? { at: step } : { n: line.n, at: step };
}

/** Like `at §5 (25)`, `after §5 (26)` or `in setup (3)`. */
export function where(step: number, story: readonly StoryStep[]): string {
  const { n, at } = nameOfStep(step, story);
  if (n !== undefined) return `at ${nameOfLine({ n, at })}`;
  const before = story.findLast(({ runSteps }) => (runSteps[0] as number) < step);
  return before === undefined ? `in setup (${at})` : `after ${nameOfLine({ n: before.n, at })}`;
}

/** Whether the step came before everything that the story tells. */
export function isInSetup(step: number, story: readonly StoryStep[]): boolean {
  return where(step, story).startsWith('in setup');
}
