/** `bugs`: how soon each bug of the catalogue is found, by each strategy, over several seeds. */
import type { Bug, CataloguedBug } from '../../../traces/bug-file.ts';
import type { Hunt, HuntOrder } from '../../running/campaign/hunt.ts';
import { huntAll } from '../../running/campaign/hunt-all.ts';
import { MIXED } from '../../searching/scenarios/families.ts';
import { strategyNames } from '../../searching/strategies/strategies.ts';
import type { BugRow } from './bugs-output.ts';
import { bugsJson, bugsTable } from './bugs-output.ts';
import type { Score } from './bugs-score.ts';
import { scoreOf } from './bugs-score.ts';
import type { ExitCode } from '../../terminal/exit-code.ts';
import { exitCode } from '../../terminal/exit-code.ts';
import { onInterrupt } from '../../terminal/on-interrupt.ts';
import { freshSeed } from '../../terminal/options.ts';
import { startProgress } from '../../terminal/progress-line.ts';
import { readCatalogue, readCatalogued } from '../../running/files/read-bug.ts';
import { oneOf } from '../../terminal/usage-error.ts';

export interface BugsFlags {
  readonly seed?: string;
  readonly seeds: number;
  /** Of the seeds, with how many what is found is shrunk and told. */
  readonly stories: number;
  readonly runs: number;
  readonly strategy?: string;
  readonly bug?: string;
  readonly jobs: number;
  readonly json?: boolean;
}

/** @throws UsageError or BadFile */
export async function bugs(flags: BugsFlags): Promise<ExitCode> {
  const catalogue =
    flags.bug === undefined ? readCatalogue() : [readCatalogued(flags.bug, '--bug')];
  const { strategy } = flags;
  const strategies =
    strategy === undefined ? strategyNames : [oneOf(strategyNames, strategy, 'strategy')];
  const seed = flags.seed ?? freshSeed();
  const interrupt = onInterrupt();
  const { signal } = interrupt;
  if (flags.json !== true) console.log(`seed: ${seed}`);
  const progress = startProgress({
    unit: 'hunts',
    total: catalogue.length * strategies.length * flags.seeds,
  });
  const rows: BugRow[] = [];
  let done = 0;
  for (const bug of catalogue) {
    if (signal.aborted) break;
    const orders = huntsFor(bug, strategies, { ...flags, seed });
    const onHunt = (): void => progress.update(++done, bug.id);
    const hunts = await huntAll(orders, { jobs: flags.jobs, signal, onHunt });
    rows.push({ bug, scores: scoresOf(bug, hunts, { strategies, seeds: flags.seeds }) });
  }
  progress.stop();
  interrupt.forget();
  console.log(flags.json === true ? JSON.stringify(bugsJson(rows)) : bugsTable(rows, strategies));
  if (signal.aborted) return exitCode.interrupted;
  return rows.every(isFound) ? exitCode.passed : exitCode.incomplete;
}

/** A hunt for each strategy and seed. */
function huntsFor(
  bug: Bug,
  strategies: readonly string[],
  { seed, seeds, stories, runs }: BugsFlags & { readonly seed: string },
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

function scoresOf(
  bug: CataloguedBug,
  hunts: readonly Hunt[],
  { strategies, seeds }: { readonly strategies: readonly string[]; readonly seeds: number },
): Readonly<Record<string, Score>> {
  return Object.fromEntries(
    strategies.map((strategy) => {
      const own = hunts.filter(({ order }) => order.strategy === strategy);
      return [strategy, scoreOf(own, seeds, bug.expect.property)];
    }),
  );
}

/** Some strategy has found the bug with every seed, and as what it is. */
function isFound({ bug, scores }: BugRow): boolean {
  return Object.values(scores).some(
    ({ found, of, property, own }) =>
      found === of && own > 0 && [bug.expect.property, null].includes(property),
  );
}
