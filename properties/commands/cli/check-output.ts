/** Reports a check, as text and as the JSON document that scripts rely on. */
import { printable } from '../../../traces/printable.ts';
import type { CampaignResult } from '../../running/campaign/campaign.ts';
import type { RegressionRun } from '../../running/corpus/run-regressions.ts';
import { describeRegression } from '../../running/corpus/run-regressions.ts';
import type { PropertyId } from '../../judging/lockstep/property-id.ts';
import type { Brought } from '../../running/replay/consent.ts';
import { consentFor } from '../../running/replay/consent.ts';
import { propertyIds } from '../../judging/lockstep/property-id.ts';
import type { Unobservable } from '../../judging/oracles/needs.ts';
import { properties, propertyNames } from '../../judging/oracles/properties.ts';
import type { SometimesId } from '../../judging/sometimes/sometimes.ts';
import { sometimes, sometimesIds } from '../../judging/sometimes/sometimes.ts';
import type { Violation } from '../../telling/story/violation.ts';
import type { Lesson } from '../../searching/strategies/mix.ts';
import { mixed } from '../../searching/strategies/strategies.ts';
import type { Coverage } from '../../running/campaign/check-coverage.ts';
import { describeCoverage } from '../../running/campaign/check-coverage.ts';
import { amount } from '../../terminal/amount.ts';
import { describeUnseen } from './describe-unseen.ts';
import type { FiledViolation } from '../../running/corpus/file-violation.ts';
import { violationJson } from '../../running/corpus/file-violation.ts';
import { resumeLine } from '../../terminal/what-to-type.ts';
import { print } from '../../terminal/width.ts';

export type CheckVerdict = 'violated' | 'passed' | 'incomplete';

/** The result of a check. */
export interface CheckReport {
  readonly verdict: CheckVerdict;
  readonly seed: string;
  readonly result: Omit<CampaignResult, 'state'>;
  readonly unreached: readonly SometimesId[];
  /** Whether every situation has to be reached. */
  readonly isWhole: boolean;
  /** Why the check says nothing, if no migration was seen. */
  readonly whyUnseen: string | undefined;
  /** The properties for which a foreign engine does not show enough. */
  readonly unseen: readonly Unobservable[];
  /** The coverage, if it was asked for. */
  readonly coverage?: Coverage | undefined;
  readonly violation?: FiledViolation | undefined;
  /** The file from which to resume, if the check was interrupted before it found anything. */
  readonly file?: string | undefined;
  /** The code that a resumed check needs consent for. */
  readonly brought: Brought;
  /** The earlier part of a resumed check. */
  readonly restsOn?: RestsOn | undefined;
  /** The regressions, which were run first. */
  readonly regressions: readonly RegressionRun[];
}

/** The earlier executions that the verdict rests on, as the file of an interrupted check states them. */
interface RestsOn {
  readonly file: string;
  readonly executions: number;
  readonly scenarios: number;
}

/** Prints everything but the story of a violation, which has been printed before. */
export function printCheck(report: CheckReport): void {
  const { verdict, result, unreached, unseen, coverage, violation, file, restsOn } = report;
  const { regressions } = report;
  for (const line of describeRegressions(regressions)) print(line);
  const { executions, scenarios, steps, seconds, digest } = result;
  const rate = Math.round(steps / seconds);
  print(
    `${verdict}: ${amount(executions, 'execution')} of ${amount(scenarios, 'scenario')}, ` +
      `${amount(steps, 'step')} in ${seconds.toFixed(1)} s (${rate.toLocaleString('en')} steps/s)`,
  );
  if (report.whyUnseen !== undefined) print(report.whyUnseen);
  print(`digest: ${digest}`);
  if (result.lesson.length > 0) print(`strategies: ${describeSpending(result.lesson)}`);
  if (coverage !== undefined) print(describeCoverage(coverage));
  const reached = sometimesIds.length - unreached.length;
  const standing = standings(report);
  const count = (status: PropertyStatus): number =>
    propertyIds.filter((id) => standing(id).status === status).length;
  const idle = count('unjudged');
  print(
    `properties: ${count('holds')} of ${propertyIds.length} hold; ` +
      (unseen.length === 0 ? '' : `${unseen.length} are not observable; `) +
      (idle === 0 ? '' : `${idle} had nothing to judge; `) +
      `sometimes: ${reached} of ${sometimesIds.length} reached`,
  );
  for (const line of describeUnseen(unseen)) print(line);
  if (violation === undefined && report.isWhole)
    for (const id of unreached) print(`  unreached: ${id}: ${sometimes[id]}`);
  if (result.isInterrupted) print('interrupted: the results so far are above');
  if (restsOn !== undefined)
    print(
      `includes ${amount(restsOn.executions, 'execution')} run before, from ${printable(restsOn.file)}`,
    );
  if (file !== undefined)
    print(`to go on: ${resumeLine('check --', file, consentFor(report.brought))}`);
}

/** One line for all fixed regressions, and one for each that still fails. */
function describeRegressions(runs: readonly RegressionRun[]): readonly string[] {
  const failing = runs.filter(({ violation }) => violation !== undefined);
  const fixed = runs.length - failing.length;
  return [
    ...failing.map((run) => `still fails: ${printable(run.file)}: ${describeRegression(run)}`),
    ...(fixed === 0 ? [] : [`regressions: ${fixed} of ${runs.length} fixed`]),
  ];
}

/** The share of the runs that each strategy of a mix was given. */
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

/** `unjudged`: the property is observable, but no execution gave it anything to judge. */
type PropertyStatus = 'holds' | 'violated' | 'unobservable' | 'unjudged';

interface Standing {
  readonly status: PropertyStatus;
  /** What the engine would have to show for the property to be judged, if it is not observable. */
  readonly unmet?: readonly string[];
}

/** The status of each property; only a property that was judged can hold. */
function standings({ violation, unseen, result }: CheckReport): (id: PropertyId) => Standing {
  const unmetOf = new Map(unseen.map(({ id, unmet }) => [id, unmet]));
  return (id) => {
    const unmet = unmetOf.get(id);
    if (unmet !== undefined) return { status: 'unobservable', unmet };
    if (isViolated(id, violation)) return { status: 'violated' };
    return { status: result.judged.has(id) ? 'holds' : 'unjudged' };
  };
}

/** The document of `check --json`; its shape is a contract. */
export function checkJson(report: CheckReport): object {
  const { verdict, seed, result, violation } = report;
  const unreached = new Set(report.unreached);
  const standing = standings(report);
  return {
    version: 1,
    verdict,
    seed,
    digest: result.digest,
    executions: result.executions,
    scenarios: result.scenarios,
    steps: result.steps,
    seconds: result.seconds,
    ...(report.whyUnseen === undefined ? {} : { why: report.whyUnseen }),
    properties: [
      ...propertyIds.map((id) => ({
        id,
        name: propertyNames[id],
        kind: properties[id].kind,
        ...standing(id),
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
