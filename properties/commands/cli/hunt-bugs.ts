/** `bugs --hunt`: measures how soon each strategy finds each bug of the catalogue, over several seeds. */
import type { Bug, CataloguedBug } from '../../../traces/bug-file.ts';
import type { Hunt, HuntOrder } from '../../running/campaign/hunt.ts';
import { huntAll } from '../../running/campaign/hunt-all.ts';
import { MIXED } from '../../searching/scenarios/families.ts';
import { strategyNames } from '../../searching/strategies/strategies.ts';
import type { BugRow } from './bugs-output.ts';
import { bugsJson, bugsTable } from './bugs-output.ts';
import type { Score } from './bugs-score.ts';
import { scoreOf } from './bugs-score.ts';
import type { HuntPlan } from './estimate-hunts.ts';
import { estimateHunts } from './estimate-hunts.ts';
import type { ExitCode } from '../../terminal/exit-code.ts';
import { exitCode } from '../../terminal/exit-code.ts';
import { onInterrupt } from '../../terminal/on-interrupt.ts';
import { freshSeed } from '../../terminal/options.ts';
import { printDocument } from '../../terminal/print-document.ts';
import { startProgress } from '../../terminal/progress-line.ts';
import { oneOf } from '../../terminal/usage-error.ts';
import { print } from '../../terminal/width.ts';

export interface HuntFlags {
  readonly seed?: string;
  /** The number of seeds for each bug and strategy. */
  readonly seeds?: number;
  /** The number of seeds whose findings are shrunk and told as stories. */
  readonly stories?: number;
  /** The maximal number of executions for each seed. */
  readonly runs?: number;
  readonly strategy?: string;
  readonly jobs: number;
  readonly json?: boolean;
}

const DEFAULTS = { seeds: 10, stories: 1, runs: 30_000 } as const;

/** @throws UsageError */
export async function huntBugs(
  catalogue: readonly CataloguedBug[],
  flags: HuntFlags,
): Promise<ExitCode> {
  const { strategy, jobs, json } = flags;
  const strategies =
    strategy === undefined ? strategyNames : [oneOf(strategyNames, strategy, 'strategy')];
  const { seeds = DEFAULTS.seeds, stories = DEFAULTS.stories, runs = DEFAULTS.runs } = flags;
  const plan: HuntPlan = { catalogue, strategies, seeds, stories, runs, jobs };
  const seed = flags.seed ?? freshSeed();
  const interrupt = onInterrupt();
  const { signal } = interrupt;
  if (json !== true) {
    print(`seed: ${seed}`);
    print(estimateHunts(plan));
  }
  const progress = startProgress({
    unit: 'hunts',
    total: catalogue.length * strategies.length * seeds,
  });
  const rows: BugRow[] = [];
  let done = 0;
  for (const bug of catalogue) {
    if (signal.aborted) break;
    const onHunt = (): void => progress.update(++done, bug.id);
    const hunts = await huntAll(huntsFor(bug, plan, seed), { jobs, signal, onHunt });
    rows.push({ bug, scores: scoresOf(bug, hunts, strategies) });
  }
  progress.stop();
  interrupt.forget();
  if (json === true) printDocument(bugsJson(rows));
  else console.log(bugsTable(rows, strategies));
  if (signal.aborted) return exitCode.interrupted;
  return rows.every(isFound) ? exitCode.passed : exitCode.incomplete;
}

/** One hunt for each strategy and seed. */
function huntsFor(
  bug: Bug,
  { strategies, seeds, stories, runs }: HuntPlan,
  seed: string,
): readonly HuntOrder[] {
  return strategies.flatMap((strategy) =>
    Array.from({ length: seeds }, (_, number) => ({
      order: { seed: `${seed}/${number}`, scenario: MIXED, strategy },
      bug,
      runs,
      isTold: number < stories,
    })),
  );
}

/** The scores of the strategies that have hunted; an interrupted command leaves out the others. */
function scoresOf(
  bug: CataloguedBug,
  hunts: readonly Hunt[],
  strategies: readonly string[],
): Readonly<Record<string, Score>> {
  return Object.fromEntries(
    strategies.flatMap((strategy) => {
      const own = hunts.filter(({ order }) => order.strategy === strategy);
      return own.length === 0 ? [] : [[strategy, scoreOf(own, bug.expect.property)]];
    }),
  );
}

/** Whether a strategy has found the bug with every seed, as a violation of the property it is listed for. */
function isFound({ bug, scores }: BugRow): boolean {
  return Object.values(scores).some(
    ({ found, of, property, own }) =>
      found === of && own > 0 && [bug.expect.property, null].includes(property),
  );
}
