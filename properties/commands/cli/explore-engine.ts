/**
 * `explore --engine`: runs every interleaving of small configurations of the engine, up to the order
 * of steps that commute. On Ctrl-C it leaves a file from which it can be resumed.
 */
import type { EngineTask } from '../../running/exploration/explore-engine.ts';
import { exploreEngines } from '../../running/exploration/explore-engine.ts';
import { engineConfigurations } from '../../running/exploration/engine-configuration.ts';
import { buildEngine } from '../../engines/loader/load-engine.ts';
import { openWatched } from '../../running/watch/open-watched.ts';
import type { ExitCode } from '../../terminal/exit-code.ts';
import { exitCode } from '../../terminal/exit-code.ts';
import type { ExplorationPlan } from '../../running/exploration/plan.ts';
import { subjectOf, writePlan } from '../../running/exploration/plan.ts';
import type { ExploreEngineFlags } from '../plans/exploration-plan.ts';
import { makePlan } from '../plans/exploration-plan.ts';
import { describeOutlook } from './describe-outlook.ts';
import type { EngineReport, RestsOn, Verdict } from './explore-engine-output.ts';
import { engineReportJson, printEngineReport } from './explore-engine-output.ts';
import type { Filer } from '../../running/corpus/file-violation.ts';
import { makeFiler } from '../../running/corpus/file-violation.ts';
import type { Interrupt } from '../../terminal/on-interrupt.ts';
import { onInterrupt } from '../../terminal/on-interrupt.ts';
import { printDocument } from '../../terminal/print-document.ts';
import { printNames } from '../../terminal/print-names.ts';
import { startProgress } from '../../terminal/progress-line.ts';
import { checkFolder } from '../../running/files/write-trace.ts';

const EXIT_CODES: Readonly<Record<Verdict, ExitCode>> = {
  verified: exitCode.passed,
  passed: exitCode.passed,
  violated: exitCode.violated,
  incomplete: exitCode.incomplete,
};

export function listEngineConfigurations(): void {
  printNames(
    engineConfigurations,
    'configurations of explore --engine; explore --model, check and qemu list their own',
  );
}

/** @throws UsageError or BadFile before anything is run or written */
export async function exploreEngine(flags: ExploreEngineFlags): Promise<ExitCode> {
  const plan = await makePlan(flags);
  if (flags.out !== undefined) checkFolder(flags.out, '--out');
  const scenarios = plan.tasks.map(({ configuration }) => configuration.scenario);
  if (plan.bug !== undefined) await openWatched(plan.bug, scenarios);
  const interrupt = onInterrupt();
  try {
    const report = await carryOut(plan, { flags, interrupt });
    if (flags.json === true) printDocument(engineReportJson(report));
    else printEngineReport(report);
    return interrupt.signal.aborted ? exitCode.interrupted : EXIT_CODES[report.verdict];
  } finally {
    interrupt.forget();
  }
}

interface Means {
  readonly flags: ExploreEngineFlags;
  readonly interrupt: Interrupt;
}

async function carryOut(plan: ExplorationPlan, { flags, interrupt }: Means): Promise<EngineReport> {
  const { tasks, bug, preemptions, done } = plan;
  const startedAt = performance.now();
  const edits = bug?.edits ?? [];
  const built = await buildEngine(edits);
  const progress = startProgress({ unit: 'classes' });
  /** By the name of the configuration. */
  const filers = new Map<string, Filer>();
  const filerOf = (name: string): Filer => {
    const filer = filers.get(name) ?? makeFiler({ bug, folder: flags.out });
    filers.set(name, filer);
    return filer;
  };
  try {
    const engine = await subjectOf(built);
    const explored = await exploreEngines(tasks, {
      engine: { choice: { edits }, module: built.module },
      preemptionsMax: preemptions,
      isLeftAsFound: flags.shrink === false,
      jobs: flags.jobs,
      signal: interrupt.signal,
      onProgress({ name }, { classes, outlook, finding }) {
        if (finding !== undefined) filerOf(name).keep(finding);
        const guess = `${name}, ${describeOutlook(classes, outlook)}`;
        progress.update(classes, finding === undefined ? guess : `${name}: shrinking`);
      },
    });
    progress.stop();
    const violated = explored.find((one) => one.finding !== undefined);
    return {
      verdict: verdictOf(plan, explored),
      explored,
      done,
      violation:
        violated?.finding &&
        (await filerOf(violated.configuration.name).file({ edits }, violated.finding)),
      seconds: (performance.now() - startedAt) / 1000,
      file:
        interrupt.signal.aborted && !isExplored(plan, explored)
          ? leaveRest({ ...plan, engine }, explored, flags.out)
          : undefined,
      brought: { bug },
      restsOn: plan.restsOn === undefined ? undefined : { file: plan.restsOn, ...before(plan) },
    };
  } catch (error) {
    for (const filer of filers.values()) {
      const found = filer.lastWord();
      if (found !== undefined) console.error(`migcheck: ${found}`);
    }
    throw error;
  } finally {
    progress.stop();
    await built.remove();
  }
}

/** The result so far is reported even if the file to resume from cannot be written. */
function leaveRest(...rest: Parameters<typeof writePlan>): string | undefined {
  try {
    return writePlan(...rest);
  } catch (error) {
    console.error(`migcheck: ${(error as Error).message}`);
    return undefined;
  }
}

/** Whether all tasks of the plan are explored. */
function isExplored({ tasks }: ExplorationPlan, explored: EngineReport['explored']): boolean {
  const done = explored.filter(({ verdict }) => verdict === 'verified' || verdict === 'passed');
  return done.length === tasks.length;
}

/** Sums up what was explored before the plan was resumed. */
function before({ done, tasks }: ExplorationPlan): Omit<RestsOn, 'file'> {
  const all = [...done, ...tasks.flatMap(({ resume }) => resume?.progress ?? [])];
  return {
    configurations: done.map(({ configuration }) => configuration),
    classes: all.reduce((sum, { classes }) => sum + classes, 0),
    executions: all.reduce((sum, { executions }) => sum + executions, 0),
  };
}

/** An incomplete exploration is neither verified nor passed, and a bounded one is at most passed. */
function verdictOf(
  {
    tasks,
    preemptions,
  }: { readonly tasks: readonly EngineTask[]; readonly preemptions?: number | undefined },
  explored: EngineReport['explored'],
): Verdict {
  const verdicts = new Set(explored.map(({ verdict }) => verdict));
  if (verdicts.has('violated')) return 'violated';
  if (verdicts.has('incomplete') || explored.length < tasks.length) return 'incomplete';
  return preemptions === undefined ? 'verified' : 'passed';
}
