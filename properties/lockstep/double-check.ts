/**
 * Runs an execution a second time and compares the two step by step: which choices were open, and a
 * hash of all that had happened until then. It shows that a run depends on nothing but the scenario
 * and the choices; that it passes proves nothing.
 */
import type { Draw } from '../strategies/random-source.ts';
import type { Strategy } from '../strategies/strategy.ts';
import type { Bench, Outcome } from './execution.ts';
import { execute } from './execution.ts';

/** @throws Error where the two runs part */
export function executeTwice(bench: Bench, strategy: Strategy, draw: () => Draw): Outcome {
  const first = executeNoting(bench, strategy, draw());
  const second = executeNoting(bench, strategy, draw());
  const steps = Math.max(first.notes.length, second.notes.length);
  for (let step = 0; step < steps; step++)
    if (first.notes[step] !== second.notes[step])
      throw new Error(
        `possible nondeterminism: a second run of the same choices parts from the first before ` +
          `step ${step + 1} (${first.notes[step] ?? 'ended'} against ${second.notes[step] ?? 'ended'})`,
      );
  return second.outcome;
}

function executeNoting(
  bench: Bench,
  strategy: Strategy,
  draw: Draw,
): { outcome: Outcome; notes: readonly string[] } {
  const notes: string[] = [];
  const noting: Strategy = {
    begin: strategy.begin,
    pick(choices, current) {
      notes.push(`choices ${choices.toString(2)} after ${bench.digest.text()}`);
      return strategy.pick(choices, current);
    },
  };
  const outcome = execute(bench, noting, draw);
  notes.push(`end after ${bench.digest.text()}`);
  return { outcome, notes };
}
