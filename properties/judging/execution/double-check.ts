/**
 * Runs an execution twice and compares the two runs step by step: which threads were ready, and a hash of
 * everything so far. A difference shows that a run depends on more than the scenario and the choices; the
 * absence of one proves nothing.
 */
import type { ReadonlyThreadSet } from '../../../impl/thread-set.ts';
import type { Draw } from './random-source.ts';
import type { Strategy } from './strategy.ts';
import type { Lockstep, Outcome } from './execution.ts';
import { execute } from './execution.ts';
import { Nondeterminism } from './nondeterminism.ts';

/** @throws Nondeterminism if the two runs differ */
export function executeTwice(lockstep: Lockstep, strategy: Strategy, draw: () => Draw): Outcome {
  const first = executeNoting(lockstep, strategy, draw());
  const second = executeNoting(lockstep, strategy, draw());
  const steps = Math.max(first.choices.length, second.choices.length);
  for (let step = 0; step < steps; step++)
    if (!isSameAt(first, second, step))
      throw new Nondeterminism(
        `a second run of the same choices differs from the first before ` +
          `step ${step + 1} (${describe(first, step)} against ${describe(second, step)})`,
      );
  if (first.end !== second.end)
    throw new Nondeterminism('a second run of the same choices ends differently');
  return second.outcome;
}

interface Noted {
  readonly outcome: Outcome;
  /** The ready threads before each step that the strategy decided, and a hash of the run so far. */
  readonly choices: readonly ReadonlyThreadSet[];
  readonly hashes: readonly number[];
  /** Digest of the whole run. */
  readonly end: string;
}

function executeNoting(lockstep: Lockstep, strategy: Strategy, draw: Draw): Noted {
  const { digest } = lockstep;
  const choices: ReadonlyThreadSet[] = [];
  const hashes: number[] = [];
  const noting: Strategy = {
    begin: strategy.begin,
    pick(open, current) {
      choices.push(open.copy());
      hashes.push(digest.short());
      return strategy.pick(open, current);
    },
  };
  const outcome = execute(lockstep, noting, draw);
  return { outcome, choices, hashes, end: digest.text() };
}

function isSameAt(first: Noted, second: Noted, step: number): boolean {
  const [open, openAgain] = [first.choices[step], second.choices[step]];
  if (open === undefined || openAgain === undefined) return false;
  return open.equals(openAgain) && first.hashes[step] === second.hashes[step];
}

function describe({ choices, hashes }: Noted, step: number): string {
  const open = choices[step];
  return open === undefined
    ? 'ended'
    : `choices ${open} after ${((hashes[step] ?? 0) >>> 0).toString(16)}`;
}
