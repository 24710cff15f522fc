/**
 * How steps are named, wherever one is: by the line of the story, and by the run's own count. `§5 (25)`
 * is the line 5, and of the steps that it tells of the 25th of the run.
 */
import type { StoryStep } from './story-step.ts';

/** A step of the run, counted from 1, and the line of the story that tells of it, if one does. */
export interface StepName {
  readonly n?: number;
  readonly at: number;
}

export function nameOfLine({ n, at }: Required<StepName>): string {
  return `§${n} (${at})`;
}

/** In a column: a step that no line tells of has its own number only. */
export function nameInColumn({ n, at }: StepName): string {
  return n === undefined ? `${at}` : nameOfLine({ n, at });
}

/** @param step - of the run, counted from 1 */
export function nameOfStep(step: number, story: readonly StoryStep[]): StepName {
  const line = story.find(({ runSteps }) => runSteps.includes(step));
  return line === undefined ? { at: step } : { n: line.n, at: step };
}

/** `at §5 (25)`, or after which line, or in setup. */
export function where(step: number, story: readonly StoryStep[]): string {
  const { n, at } = nameOfStep(step, story);
  if (n !== undefined) return `at ${nameOfLine({ n, at })}`;
  const before = story.findLast(({ runSteps }) => (runSteps[0] as number) < step);
  return before === undefined ? `in setup (${at})` : `after ${nameOfLine({ n: before.n, at })}`;
}

/** Whether it came before all that the story tells. */
export function isInSetup(step: number, story: readonly StoryStep[]): boolean {
  return where(step, story).startsWith('in setup');
}
