/**
 * Looks for what a build of QEMU without a fix does wrong and the same QEMU with the fix does not. Both run the
 * same scenarios, in the same order, until a problem is met that only the first has.
 */
import type { JudgedMigration } from '../campaign.ts';
import { knownIn, nameOfCause } from '../findings/cause.ts';
import type { KnownFinding } from '../findings/known-findings.ts';
import type { Rate } from '../findings/rate.ts';
import type { Problem } from '../judging/problem.ts';

/** The same scenario on both builds. */
export interface Pair {
  readonly reverted: JudgedMigration;
  readonly base: JudgedMigration;
}

export type BuildName = keyof Pair;

export interface HuntOptions {
  /** The next draw on both builds; undefined if there is none, or no time. */
  readonly next: () => Promise<Pair | undefined>;
  /** Runs a migration several times again on one of the builds; undefined if interrupted. */
  readonly again: (
    run: JudgedMigration,
    problem: Problem,
    build: BuildName,
  ) => Promise<Rate | undefined>;
  readonly known: readonly KnownFinding[];
}

export interface Hunted {
  /** Migrations of the build without the fix. */
  readonly migrations: number;
  /** The seconds that these have taken, one after the other. */
  readonly seconds: number;
  readonly found?: FoundTooth | undefined;
  /** Causes that were met on the base as well, and therefore do not count. */
  readonly alsoOnBase: readonly string[];
  /** Causes that only the build without the fix has shown, and that reproduced too seldom to tell the builds apart. */
  readonly unreproduced: readonly string[];
}

interface FoundTooth {
  readonly run: JudgedMigration;
  readonly problem: Problem;
  /** On the build without the fix; on the base it never reproduced. */
  readonly rate: Rate;
  /** As what the problem is known, from other versions of QEMU. */
  readonly known: string | undefined;
}

/** A cause that reproduces too seldom is tried again only so often. */
const TRIES = 3;
/** If the base had the cause as often, as many reruns would all miss it with at most this probability. */
const CHANCE = 0.05;

/** Whether reruns of the base without the cause would show that it does not have it: of ten, from three on. */
function isTelling({ reproduced, times }: Rate): boolean {
  return reproduced > 0 && (1 - reproduced / times) ** times < CHANCE;
}

export async function hunt({ next, again, known }: HuntOptions): Promise<Hunted> {
  const alsoOnBase = new Set<string>();
  const tries = new Map<string, number>();
  const total = { migrations: 0, ms: 0 };
  const ended = (found?: FoundTooth): Hunted => ({
    migrations: total.migrations,
    seconds: total.ms / 1000,
    found,
    alsoOnBase: [...alsoOnBase],
    unreproduced: [...tries.keys()].filter((cause) => !alsoOnBase.has(cause)),
  });
  for (;;) {
    const pair = await next();
    if (pair === undefined) return ended();
    const { reverted, base } = pair;
    total.migrations++;
    total.ms += reverted.ms;
    for (const problem of base.judgement.problems)
      alsoOnBase.add(nameOfCause(problem, base, known));
    for (const problem of reverted.judgement.problems) {
      const cause = nameOfCause(problem, reverted, known);
      const tried = tries.get(cause) ?? 0;
      if (alsoOnBase.has(cause) || tried === TRIES) continue;
      tries.set(cause, tried + 1);
      const rate = await again(reverted, problem, 'reverted');
      if (rate === undefined) return ended();
      if (!isTelling(rate)) continue;
      const baseRate = await again(reverted, problem, 'base');
      if (baseRate === undefined) return ended();
      if (baseRate.reproduced > 0) {
        alsoOnBase.add(cause);
        continue;
      }
      tries.delete(cause);
      return ended({ run: reverted, problem, rate, known: knownIn(problem, reverted, known)?.id });
    }
  }
}
