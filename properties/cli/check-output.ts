/** How a check is reported: as text, and as the JSON document that scripts rely on. */
import { printable } from '../../traces/printable.ts';
import type { CampaignResult } from '../campaign/campaign.ts';
import type { RegressionRun } from '../corpus/run-regressions.ts';
import { describeRegression } from '../corpus/run-regressions.ts';
import type { PropertyId } from '../lockstep/property-id.ts';
import type { Brought } from '../replay/consent.ts';
import { propertyIds, propertyNames } from '../lockstep/property-id.ts';
import type { Unobservable } from '../oracles/needs.ts';
import { properties } from '../oracles/properties.ts';
import type { SometimesId } from '../sometimes/sometimes.ts';
import { sometimes, sometimesIds } from '../sometimes/sometimes.ts';
import type { Violation } from '../story/violation.ts';
import type { Lesson } from '../strategies/mix.ts';
import { mixed } from '../strategies/strategies.ts';
import type { Coverage } from './check-coverage.ts';
import { describeCoverage } from './check-coverage.ts';
import type { FiledViolation } from './file-violation.ts';
import { violationJson } from './file-violation.ts';
import { resumeLine } from './write-trace.ts';

export type CheckVerdict = 'violated' | 'passed' | 'incomplete';

/** What a check has come to. */
export interface CheckReport {
  readonly verdict: CheckVerdict;
  readonly seed: string;
  readonly result: Omit<CampaignResult, 'state'>;
  readonly unreached: readonly SometimesId[];
  /** What an engine from elsewhere does not show enough for. */
  readonly unseen: readonly Unobservable[];
  /** If it was asked for. */
  readonly coverage?: Coverage | undefined;
  readonly violation?: FiledViolation | undefined;
  /** From where it goes on, if it was interrupted before it had found anything. */
  readonly file?: string | undefined;
  /** What has to be agreed to when it does. */
  readonly brought: Brought;
  /** What it went on from, and has not seen itself. */
  readonly restsOn?: RestsOn | undefined;
  /** What was violated once, and was run first. */
  readonly regressions: readonly RegressionRun[];
}

/** What a file says has been run before, on whose word the verdict rests. */
export interface RestsOn {
  readonly file: string;
  readonly executions: number;
  readonly scenarios: number;
}

/** Of what was found, the story has been told before. */
export function printCheck(report: CheckReport): void {
  const { verdict, result, unreached, unseen, coverage, violation, file, restsOn } = report;
  const { regressions } = report;
  for (const line of describeRegressions(regressions)) console.log(line);
  const { executions, scenarios, steps, seconds, digest } = result;
  const rate = Math.round(steps / seconds);
  console.log(
    `${verdict}: ${amount(executions, 'execution')} of ${amount(scenarios, 'scenario')}, ` +
      `${amount(steps, 'step')} in ${seconds.toFixed(1)} s (${rate.toLocaleString('en')} steps/s)`,
  );
  console.log(`digest: ${digest}`);
  if (result.lesson.length > 0) console.log(`strategies: ${describeSpending(result.lesson)}`);
  if (coverage !== undefined) console.log(describeCoverage(coverage));
  const reached = sometimesIds.length - unreached.length;
  const violated = propertyIds.filter((id) => isViolated(id, violation)).length;
  const held = propertyIds.length - violated - unseen.length;
  console.log(
    `properties: ${held} of ${propertyIds.length} hold; ` +
      (unseen.length === 0 ? '' : `${unseen.length} are not observable; `) +
      `sometimes: ${reached} of ${sometimesIds.length} reached`,
  );
  for (const { id, unmet } of unseen)
    console.log(`  not observable: ${propertyNames[id]}: no ${unmet.join(', no ')}`);
  if (violation === undefined)
    for (const id of unreached) console.log(`  unreached: ${id}: ${sometimes[id]}`);
  if (result.isInterrupted) console.log('interrupted: what had been seen by then stands above');
  if (restsOn !== undefined)
    console.log(
      `rests on ${printable(restsOn.file)}: ${amount(restsOn.executions, 'execution')} were run before`,
    );
  if (file !== undefined) console.log(`to go on: ${resumeLine('check --', file, report.brought)}`);
}

/** One line for those that are fixed, and one for each that is not. */
function describeRegressions(runs: readonly RegressionRun[]): readonly string[] {
  const failing = runs.filter(({ violation }) => violation !== undefined);
  const fixed = runs.length - failing.length;
  return [
    ...failing.map((run) => `still fails: ${printable(run.file)}: ${describeRegression(run)}`),
    ...(fixed === 0 ? [] : [`regressions: ${fixed} of ${runs.length} fixed`]),
  ];
}

/** What share of the runs each strategy of a mix was given. */
function describeSpending(lesson: Lesson): string {
  const runs = lesson.reduce((sum, payment) => sum + payment.runs, 0);
  return mixed
    .map((name, arm) => `${name} ${Math.round((100 * (lesson[arm]?.runs ?? 0)) / runs)} %`)
    .join(', ');
}

function isViolated(id: PropertyId, violation: Violation | undefined): boolean {
  const name = propertyNames[id];
  return violation !== undefined && (violation.id === id || violation.also.includes(name));
}

/** @param unmet - what would have to be shown for the property to be judged, if it is not */
function statusOf(
  id: PropertyId,
  violation: Violation | undefined,
  unmet: readonly string[] | undefined,
): object {
  if (unmet !== undefined) return { status: 'unobservable', unmet };
  return { status: isViolated(id, violation) ? 'violated' : 'holds' };
}

/** The document of `check --json`; its shape is a contract. */
export function checkJson(report: CheckReport): object {
  const { verdict, seed, result, violation } = report;
  const unreached = new Set(report.unreached);
  const unseen = new Map(report.unseen.map(({ id, unmet }) => [id, unmet]));
  return {
    version: 1,
    verdict,
    seed,
    digest: result.digest,
    executions: result.executions,
    scenarios: result.scenarios,
    steps: result.steps,
    seconds: result.seconds,
    properties: [
      ...propertyIds.map((id) => ({
        id,
        name: propertyNames[id],
        kind: properties[id].kind,
        ...statusOf(id, violation, unseen.get(id)),
      })),
      ...sometimesIds.map((id) => ({
        id,
        name: sometimes[id],
        kind: 'sometimes',
        status: unreached.has(id) ? 'unreached' : 'reached',
      })),
    ],
    ...(report.coverage === undefined ? {} : { coverage: report.coverage }),
    ...(report.regressions.length === 0
      ? {}
      : { regressions: report.regressions.map(regressionJson) }),
    ...(report.file === undefined ? {} : { file: report.file }),
    ...(report.restsOn === undefined ? {} : { restsOn: report.restsOn }),
    ...(violation === undefined ? {} : { violation: violationJson(violation) }),
  };
}

function regressionJson(run: RegressionRun): object {
  const { file, violation, sameAs, outcome, lost, searched } = run;
  const status = violation === undefined ? 'fixed' : 'violated';
  return { file, status, outcome, property: violation?.property, sameAs, lost, searched };
}

/** A number of things, in words. */
export function amount(count: number, noun: string, plural = `${noun}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? noun : plural}`;
}
