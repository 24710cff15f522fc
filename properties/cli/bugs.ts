/** `bugs`: how soon each bug of the catalogue is found, by each strategy, over several seeds. */
import Table from 'cli-table3';
import type { Bug } from '../../traces/bug-file.ts';
import { runCampaign } from '../campaign/campaign.ts';
import { loadEngine } from '../loader/load-engine.ts';
import { MIXED } from '../scenarios/families.ts';
import { traceOf } from '../story/violation.ts';
import { strategyNames } from '../strategies/strategies.ts';
import type { ExitCode } from './exit-code.ts';
import { exitCode } from './exit-code.ts';
import { freshSeed } from './options.ts';
import { onInterrupt } from './on-interrupt.ts';
import { startProgress } from './progress-line.ts';
import { readBug, readCatalogue } from './read-bug.ts';
import { oneOf } from './usage-error.ts';

export interface BugsFlags {
  readonly seed?: string;
  readonly seeds: number;
  readonly runs: number;
  readonly strategy?: string;
  readonly bug?: string;
  readonly jobs: number;
  readonly json?: boolean;
}

/** What one strategy makes of one bug. */
interface Score {
  readonly found: number;
  readonly of: number;
  readonly executionsMedian: number | null;
  readonly executionsMax: number | null;
  readonly storyMedian: number | null;
  /** The property that was violated; several are joined, the most frequent first. */
  readonly property: string | null;
}

interface Hunt {
  readonly executions: number;
  readonly story: number;
  readonly property: string;
}

/** @throws UsageError or BadFile */
export async function bugs(flags: BugsFlags): Promise<ExitCode> {
  const catalogue = flags.bug === undefined ? readCatalogue() : [readBug(flags.bug)];
  const strategies =
    flags.strategy === undefined
      ? strategyNames
      : [oneOf(strategyNames, flags.strategy, 'strategy')];
  const seed = flags.seed ?? freshSeed();
  if (flags.json !== true) console.log(`seed: ${seed}`);
  const interrupt = onInterrupt();
  const progress = startProgress(catalogue.length * strategies.length * flags.seeds, 'hunts');
  const rows: { bug: Bug; scores: Record<string, Score> }[] = [];
  let hunts = 0;
  for (const bug of catalogue) {
    const scores: Record<string, Score> = {};
    for (const strategy of strategies) {
      const found: Hunt[] = [];
      for (let number = 0; number < flags.seeds && !interrupt.signal.aborted; number++) {
        const own = `${seed}/${number}`;
        const hunt = await huntOnce(bug, { flags, strategy, seed: own, signal: interrupt.signal });
        if (hunt !== undefined) found.push(hunt);
        progress.update(++hunts, bug.id);
      }
      scores[strategy] = scoreOf(found, flags.seeds);
    }
    rows.push({ bug, scores });
    if (interrupt.signal.aborted) break;
  }
  progress.stop();
  interrupt.forget();
  if (flags.json === true) console.log(JSON.stringify(bugsJson(rows)));
  else console.log(tableOf(rows));
  if (interrupt.signal.aborted) return exitCode.interrupted;
  const isComplete = rows.every(({ bug, scores }) =>
    Object.values(scores).some((score) => isFoundAsExpected(score, bug)),
  );
  return isComplete ? exitCode.passed : exitCode.incomplete;
}

function isFoundAsExpected({ found, of, property }: Score, bug: Bug): boolean {
  return found === of && property === bug.expect.property;
}

interface HuntOptions {
  readonly flags: BugsFlags;
  readonly strategy: string;
  readonly seed: string;
  readonly signal: AbortSignal;
}

async function huntOnce(bug: Bug, options: HuntOptions): Promise<Hunt | undefined> {
  const { flags, strategy, seed, signal } = options;
  const result = await runCampaign({
    seed,
    scenario: MIXED,
    strategy,
    edits: bug.edits,
    jobs: flags.jobs,
    runs: flags.runs,
    signal,
  });
  if (result.finding === undefined) return undefined;
  const { violation } = traceOf(await loadEngine(bug.edits), result.finding, bug);
  const { steps, property } = violation;
  return { executions: result.executions, story: steps.length, property };
}

function scoreOf(hunts: readonly Hunt[], of: number): Score {
  const executions = hunts.map((hunt) => hunt.executions).toSorted((one, other) => one - other);
  const stories = hunts.map((hunt) => hunt.story).toSorted((one, other) => one - other);
  return {
    found: hunts.length,
    of,
    executionsMedian: median(executions),
    executionsMax: executions.at(-1) ?? null,
    storyMedian: median(stories),
    property: mostFrequent(hunts.map((hunt) => hunt.property)),
  };
}

/** The lower one of two middle values. */
function median(sorted: readonly number[]): number | null {
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}

function mostFrequent(names: readonly string[]): string | null {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const sorted = [...counts].toSorted(([, one], [, other]) => other - one);
  return sorted.length === 0 ? null : sorted.map(([name]) => name).join(' / ');
}

/** The document of `bugs --json`; its shape is a contract. */
function bugsJson(rows: readonly { bug: Bug; scores: Record<string, Score> }[]): object {
  return {
    version: 1,
    bugs: rows.map(({ bug, scores }) => ({
      id: bug.id,
      expect: bug.expect.property,
      strategies: scores,
    })),
  };
}

function tableOf(rows: readonly { bug: Bug; scores: Record<string, Score> }[]): string {
  const table = new Table({
    head: ['bug', 'strategy', 'found', 'executions', 'at most', 'story', 'property'],
    colAligns: ['left', 'left', 'right', 'right', 'right', 'right', 'left'],
    style: { head: [], border: [] },
  });
  for (const { bug, scores } of rows)
    for (const [strategy, score] of Object.entries(scores)) {
      const { found, of, executionsMedian, executionsMax, storyMedian, property } = score;
      const asExpected = property === bug.expect.property ? '' : ` (not ${bug.expect.property})`;
      table.push([
        bug.id,
        strategy,
        `${found}/${of}`,
        executionsMedian ?? '-',
        executionsMax ?? '-',
        storyMedian ?? '-',
        `${property ?? '-'}${asExpected}`,
      ]);
    }
  return table.toString();
}
