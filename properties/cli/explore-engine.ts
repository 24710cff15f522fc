/**
 * `explore --engine`: runs every interleaving of small configurations of the engine, up to the order
 * of steps that commute. Ctrl-C leaves a file from which it goes on.
 */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Bug } from '../../traces/bug-file.ts';
import type { StoredExploration, StoredSearch } from '../../traces/exploration-file.ts';
import { parseExploration, printExploration } from '../../traces/exploration-file.ts';
import { BadFile } from '../../traces/parse-json.ts';
import {
  DEFAULT_GROUP,
  engineConfigurationNames,
  engineConfigurations,
  engineConfigurationsOf,
  SMALL_GROUP,
} from '../exploration/engine-configuration.ts';
import type { EngineTask, ExploredEngine } from '../exploration/explore-engine.ts';
import { exploreEngines } from '../exploration/explore-engine.ts';
import { buildEngine, loadEngineFrom } from '../loader/load-engine.ts';
import { reportViolation } from '../story/violation-report.ts';
import { amount } from './check-output.ts';
import type { ExitCode } from './exit-code.ts';
import { exitCode } from './exit-code.ts';
import type { FiledViolation } from './file-violation.ts';
import { fileViolation, violationJson } from './file-violation.ts';
import { onInterrupt } from './on-interrupt.ts';
import { startProgress } from './progress-line.ts';
import { readBug } from './read-bug.ts';
import { readText } from './read-file.ts';
import { oneOf, UsageError } from './usage-error.ts';
import { checkFolder } from './write-trace.ts';

export interface ExploreEngineFlags {
  readonly small?: boolean;
  readonly scenario?: string;
  readonly bug?: string;
  readonly preemptions?: number;
  readonly resume?: string;
  readonly out?: string;
  readonly jobs: number;
  readonly json?: boolean;
}

interface Plan {
  readonly tasks: readonly EngineTask[];
  readonly bug: Bug | undefined;
  readonly preemptions: number | undefined;
  /** What was explored to the end before, as it was stored. */
  readonly done: readonly StoredSearch[];
}

type Verdict = ExploredEngine['verdict'];

/** @throws UsageError or BadFile before anything is run or written */
export async function exploreEngine(flags: ExploreEngineFlags): Promise<ExitCode> {
  const plan = flags.resume === undefined ? makePlan(flags) : readPlan(flags.resume, flags);
  if (flags.out !== undefined) checkFolder(flags.out);
  const { tasks, bug, preemptions, done } = plan;
  const startedAt = performance.now();
  const engine = await buildEngine(bug?.edits ?? []);
  const interrupt = onInterrupt();
  const progress = startProgress(undefined, 'classes');
  let stepsFound: number | undefined;
  try {
    const explored = await exploreEngines(tasks, {
      engine: engine.folder,
      preemptionsMax: preemptions,
      jobs: flags.jobs,
      signal: interrupt.signal,
      onProgress({ name }, { classes, share, finding }) {
        stepsFound ??= finding?.weight[2];
        const guess = `${name}, about ${(100 * share).toFixed(1)} % done`;
        progress.update(classes, finding === undefined ? guess : `${name}: shrinking`);
      },
    });
    progress.stop();
    const finding = explored.find((one) => one.finding !== undefined)?.finding;
    const violation =
      finding &&
      fileViolation(await loadEngineFrom(engine.folder), finding, {
        bug,
        stepsFound,
        folder: flags.out,
      });
    const verdict = verdictOf(explored, tasks.length);
    const file = interrupt.signal.aborted ? writePlan(plan, explored, flags.out) : undefined;
    const seconds = (performance.now() - startedAt) / 1000;
    const report: Report = { verdict, explored, done, violation, seconds, file };
    if (flags.json === true) console.log(JSON.stringify(reportJson(report)));
    else printReport(report);
    if (interrupt.signal.aborted) return exitCode.interrupted;
    return EXIT_CODES[verdict];
  } finally {
    progress.stop();
    interrupt.forget();
    await engine.remove();
  }
}

const EXIT_CODES: Readonly<Record<Verdict, ExitCode>> = {
  verified: exitCode.passed,
  passed: exitCode.passed,
  violated: exitCode.violated,
  incomplete: exitCode.incomplete,
};

export function listEngineConfigurations(): void {
  const width = Math.max(...engineConfigurations.map(({ name }) => name.length));
  for (const { name, claim } of engineConfigurations)
    console.log(`${name.padEnd(width)}  ${claim}`);
}

function makePlan(flags: ExploreEngineFlags): Plan {
  if (flags.small === true && flags.scenario !== undefined)
    throw new UsageError('--small and --scenario name different configurations');
  const name = flags.scenario ?? (flags.small === true ? SMALL_GROUP : DEFAULT_GROUP);
  oneOf(engineConfigurationNames, name, 'configuration');
  return {
    tasks: engineConfigurationsOf(name).map((configuration) => ({
      configuration,
      resume: undefined,
    })),
    bug: flags.bug === undefined ? undefined : readBug(flags.bug),
    preemptions: flags.preemptions,
    done: [],
  };
}

/** @throws UsageError or BadFile */
function readPlan(path: string, flags: ExploreEngineFlags): Plan {
  const others = [flags.small, flags.scenario, flags.bug, flags.preemptions];
  if (others.some((flag) => flag !== undefined))
    throw new UsageError('--resume goes on with what the file says, and takes no other choice');
  const stored = parseExploration(readText(path, 'exploration'), path);
  const tasks = stored.explorations.flatMap((one): readonly EngineTask[] => {
    const [configuration] = engineConfigurationsOf(one.configuration);
    if (configuration === undefined)
      throw new BadFile(`${path}: no configuration is called ${JSON.stringify(one.configuration)}`);
    if (one.isDone) return [];
    const { nodes, classes, executions, steps, commutations } = one;
    const progress = { classes, executions, steps, commutations };
    return [{ configuration, resume: nodes.length === 0 ? undefined : { progress, nodes } }];
  });
  const done = stored.explorations.filter(({ isDone }) => isDone);
  return { tasks, bug: stored.bug, preemptions: stored.preemptions, done };
}

/** @returns where the exploration goes on from */
function writePlan(
  { tasks, bug, preemptions, done }: Plan,
  explored: readonly ExploredEngine[],
  folder: string | undefined,
): string {
  const file = resolve(folder ?? join('traces', 'explorations'), 'interrupted.json');
  const searchOf = ({ configuration, resume }: EngineTask): StoredSearch => {
    const result = explored.find((one) => one.configuration === configuration);
    const { classes, executions, steps, commutations } = result ?? resume?.progress ?? NOTHING;
    return {
      configuration: configuration.name,
      isDone: result !== undefined && result.verdict !== 'incomplete',
      classes,
      executions,
      steps,
      commutations,
      nodes: result?.nodes ?? resume?.nodes ?? [],
    };
  };
  const exploration: StoredExploration = {
    format: 'migcheck-exploration',
    version: 1,
    ...(bug === undefined ? {} : { bug }),
    ...(preemptions === undefined ? {} : { preemptions }),
    explorations: [...done, ...tasks.map(searchOf)],
  };
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, printExploration(exploration));
  renameSync(temporary, file);
  return file;
}

const NOTHING = { classes: 0, executions: 0, steps: 0, commutations: 0 };

function verdictOf(explored: readonly ExploredEngine[], tasks: number): Verdict {
  const verdicts = new Set(explored.map(({ verdict }) => verdict));
  if (verdicts.has('violated')) return 'violated';
  if (verdicts.has('incomplete') || explored.length < tasks) return 'incomplete';
  return verdicts.has('passed') ? 'passed' : 'verified';
}

interface Report {
  readonly verdict: Verdict;
  readonly explored: readonly ExploredEngine[];
  readonly done: readonly StoredSearch[];
  readonly violation: FiledViolation | undefined;
  readonly seconds: number;
  /** Where an interrupted exploration goes on from. */
  readonly file: string | undefined;
}

function printReport({ verdict, explored, done, violation, seconds, file }: Report): void {
  for (const { configuration, classes } of done)
    console.log(`${configuration}: explored before: ${amount(classes, 'class', 'classes')}`);
  for (const one of explored) printOne(one);
  if (violation !== undefined) console.log(reportViolation(violation, violation));
  const classes = total(explored, done, 'classes');
  const space = {
    verified: 'the space is exhausted',
    passed: 'all executions within the bound on preemptions were run',
    violated: 'the search ended at the violation',
    incomplete: 'the space is not exhausted',
  }[verdict];
  console.log(
    `${verdict}: ${amount(classes, 'class', 'classes')} in ${seconds.toFixed(1)} s; ${space}`,
  );
  if (file !== undefined)
    console.log(`interrupted; to go on: npm run explore -- --engine --resume ${file}`);
}

function printOne({ configuration, verdict, seconds, ...counts }: ExploredEngine): void {
  const { classes, executions, steps, commutations } = counts;
  console.log(`${configuration.name}: ${configuration.claim}`);
  console.log(
    `  ${verdict}: ${amount(classes, 'class', 'classes')}, ${amount(executions, 'execution')}, ` +
      `${amount(steps, 'step')} in ${seconds.toFixed(1)} s; ` +
      `${amount(commutations, 'pair')} of steps tried in both orders`,
  );
}

function total(
  explored: readonly ExploredEngine[],
  done: readonly StoredSearch[],
  what: 'classes' | 'executions',
): number {
  return [...explored, ...done].reduce((sum, one) => sum + one[what], 0);
}

/** The document of `explore --json`; its shape is a contract. */
function reportJson({ verdict, explored, done, violation, seconds, file }: Report): object {
  return {
    version: 1,
    verdict,
    what: 'engine',
    classes: total(explored, done, 'classes'),
    executions: total(explored, done, 'executions'),
    seconds,
    configuration: explored.map(({ configuration }) => configuration.name).join(', '),
    explorations: explored.map((one) => ({
      configuration: one.configuration.name,
      verdict: one.verdict,
      classes: one.classes,
      executions: one.executions,
      steps: one.steps,
      commutations: one.commutations,
      seconds: one.seconds,
    })),
    ...(violation === undefined ? {} : { violation: violationJson(violation) }),
    ...(file === undefined ? {} : { file }),
  };
}
