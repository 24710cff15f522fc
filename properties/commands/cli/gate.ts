/** `gate`: what CI runs; writes a report. */
import { join, resolve } from 'node:path';
import type { Corpus } from '../../running/corpus/read-corpus.ts';
import { readCorpus } from '../../running/corpus/read-corpus.ts';
import type { RegressionOptions } from '../../running/corpus/run-regressions.ts';
import { isFirstOfItsCause, runRegressions } from '../../running/corpus/run-regressions.ts';
import { chooseBugs } from '../gate/choose-bugs.ts';
import { changedSince, originOfSeeds } from '../gate/commit.ts';
import type { GateReport } from '../gate/gate-report.ts';
import { violationsOf } from '../gate/gate-report.ts';
import { annotationsOf, writeJobSummary } from '../gate/github.ts';
import { madeNow } from '../gate/made.ts';
import { runGate } from '../gate/run-gate.ts';
import { makeShow } from '../gate/show-violation.ts';
import { tally, writeReport } from '../gate/write-report.ts';
import type { PropertyId } from '../../judging/lockstep/property-id.ts';
import { propertyIds } from '../../judging/lockstep/property-id.ts';
import { propertyNames } from '../../judging/oracles/properties.ts';
import { MIXED, scenarioNumber } from '../../searching/scenarios/families.ts';
import { reportViolation } from '../../telling/story/violation-report.ts';
import { openWatched } from '../../running/watch/open-watched.ts';
import type { ExitCode } from '../../terminal/exit-code.ts';
import { exitCode } from '../../terminal/exit-code.ts';
import { makeFailures } from '../process/failures.ts';
import { tellRunner } from '../process/guard-output.ts';
import { onInterrupt } from '../../terminal/on-interrupt.ts';
import { readCatalogue } from '../../running/files/read-bug.ts';
import { lookHere } from '../../terminal/paint.ts';
import { printDocument } from '../../terminal/print-document.ts';
import { oneOf, UsageError } from '../../terminal/usage-error.ts';
import { EVERY_STEP } from '../../terminal/what-to-type.ts';
import { print } from '../../terminal/width.ts';
import { bugOf } from '../plans/subject.ts';
import { checkFolder } from '../../running/files/write-trace.ts';

export interface GateFlags {
  readonly budget: number;
  readonly base?: string;
  readonly bug?: string;
  /** The id of a property. */
  readonly without?: string;
  readonly runs?: number;
  readonly jobs: number;
  readonly out: string;
  readonly json?: boolean;
  /** `false` with `--no-shrink`. */
  readonly shrink?: boolean;
}

/** @throws UsageError or BadFile before anything is run or written */
export async function gate(flags: GateFlags): Promise<ExitCode> {
  const { budget, base, jobs, runs, out } = flags;
  const without = readWithout(flags);
  checkFolder(out, '--out');
  const folder = resolve(out);
  const bug = bugOf(flags);
  const corpus = readCorpus();
  if (corpus.refused.length > 0)
    await refuseUnlessFailing(corpus, { edits: bug?.edits ?? [], jobs });
  const changed = base === undefined ? new Set<string>() : changedSince(base);
  const made = madeNow(process.argv.slice(3));
  const origin = await originOfSeeds();
  if (bug !== undefined) await openWatched(bug, [scenarioNumber(0, MIXED, origin.seed)]);
  const catalogue = chooseBugs(
    readCatalogue(),
    origin.seed,
    changed,
    without && propertyNames[without],
  );
  const say = (text: string): void => {
    if (flags.json !== true) console.log(text);
  };

  const interrupt = onInterrupt();
  const { signal } = interrupt;
  const show = makeShow(folder, bug);
  let told = 0;
  const failures = makeFailures();
  /** Writes the report, then prints new violations, even if writing has failed. */
  const listen = (report: GateReport): void => {
    failures.keep(() => writeReport(report, folder));
    const violations = violationsOf(report.sections);
    for (const one of violations.slice(told))
      say(reportViolation(one, { ...one, whole: EVERY_STEP }, lookHere()));
    told = violations.length;
  };
  try {
    say(`fresh seed: ${origin.says}`);
    const what = { bug, without, made, origin, corpus, catalogue };
    const isLeftAsFound = flags.shrink === false;
    const plan = { ...what, budgetMs: budget, runs, jobs, signal, show, isLeftAsFound };
    const report = await runGate(plan, listen);
    listen(report);
    if (flags.json === true) printDocument({ version: 1, ...report });
    else printGate(report, folder);
    if (flags.json !== true)
      for (const line of annotationsOf(report, process.env)) tellRunner(line);
    failures.keep(() => writeJobSummary(report, process.env));
    for (const { why } of corpus.refused) console.error(`migcheck: ${why.message}`);
    failures.throwFirst(`the report in ${folder}`);
    return report.isInterrupted ? exitCode.interrupted : exitCode[report.verdict];
  } finally {
    interrupt.forget();
  }
}

/**
 * Refuses to begin a gate whose corpus cannot be read, unless a readable regression still fails.
 *
 * @throws BadFile or UsageError about the first file that cannot be read
 */
async function refuseUnlessFailing(
  { regressions, refused }: Corpus,
  how: Pick<RegressionOptions, 'edits' | 'jobs'>,
): Promise<void> {
  const { signal } = new AbortController();
  const runs = await runRegressions(regressions, { ...how, signal });
  if (refused[0] !== undefined && !runs.some(isFirstOfItsCause)) throw refused[0].why;
}

/** @throws UsageError */
function readWithout({ without, bug }: GateFlags): PropertyId | undefined {
  if (without === undefined) return undefined;
  if (bug !== undefined)
    throw new UsageError('--without tests the judge and cannot be combined with --bug');
  const id = oneOf(propertyIds, without, 'property');
  return propertyIds.find((known) => known === id);
}

function printGate(report: GateReport, folder: string): void {
  for (const section of report.sections) {
    print(`${section.title}: ${tally(section)}`);
    for (const { name, status, note } of section.cases)
      if (status === 'incomplete') print(`  ${name}: ${note}`);
  }
  print(
    `${report.verdict}: ${report.subject}, ${report.executions.toLocaleString('en')} executions ` +
      `in ${report.seconds.toFixed(0)} s`,
  );
  print(`report: ${join(folder, 'index.html')}`);
}
