/**
 * A key that is equal for executions that differ only in the order of commuting steps (a Mazurkiewicz trace):
 * for each step of each thread, the number of steps of every other thread that happen before it. The key has
 * nothing else, and it determines the steps of each thread.
 */
import type { HappensBefore } from '../../../searching/reduction/happens-before.ts';

export function classKey(order: HappensBefore, threads: number): string {
  /** Position of each step among the steps of its thread, counted from 1. */
  const ordinals: number[] = [];
  const counts = Array.from({ length: threads }, () => 0);
  const rows = Array.from({ length: threads }, (): string[] => []);
  order.steps.forEach(({ thread }, index) => {
    counts[thread] = (counts[thread] as number) + 1;
    ordinals[index] = counts[thread];
    const clock = Array.from(order.clockOf(index), (end) => (end === 0 ? 0 : ordinals[end - 1]));
    (rows[thread] as string[]).push(clock.join('.'));
  });
  return rows.map((row) => row.join(' ')).join(';');
}
