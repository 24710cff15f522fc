/** Reports an exploration of the engine, as text and as the JSON document that scripts rely on. */
import type { StoredSearch } from '../../../traces/exploration-file.ts';
import type { ExploredEngine } from '../../running/exploration/explore-engine.ts';
import { printable } from '../../../traces/printable.ts';
import type { Brought } from '../../running/replay/consent.ts';
import { consentFor } from '../../running/replay/consent.ts';
import { reportViolation } from '../../telling/story/violation-report.ts';
import { amount } from '../../terminal/amount.ts';
import type { FiledViolation } from '../../running/corpus/file-violation.ts';
import { violationJson } from '../../running/corpus/file-violation.ts';
import { lookHere } from '../../terminal/paint.ts';
import { EVERY_STEP, resumeLine } from '../../terminal/what-to-type.ts';
import { print } from '../../terminal/width.ts';
import { describeEstimate } from './describe-outlook.ts';

export type Verdict = ExploredEngine['verdict'];

export interface EngineReport {
  readonly verdict: Verdict;
  readonly explored: readonly ExploredEngine[];
  /** The configurations that were fully explored before an interruption. */
  readonly done: readonly StoredSearch[];
  readonly violation: FiledViolation | undefined;
  readonly seconds: number;
  /** The file from which to resume an interrupted exploration. */
  readonly file: string | undefined;
  /** The code that a resumed exploration needs consent for. */
  readonly brought: Brought;
  /** The earlier part of a resumed exploration. */
  readonly restsOn: RestsOn | undefined;
}

/** The earlier exploration that the verdict rests on, as the file of an interrupted one states it. */
export interface RestsOn {
  readonly file: string;
  /** The configurations that were fully explored. */
  readonly configurations: readonly string[];
  readonly classes: number;
  readonly executions: number;
}

const MEANING: Readonly<Record<Verdict, string>> = {
  verified: 'the space is exhausted',
  passed: 'nothing was found within the bound on preemptions',
  violated: 'the search ended at the violation',
  incomplete: 'the space is not exhausted',
};

export function printEngineReport(report: EngineReport): void {
  const { verdict, explored, done, violation, seconds, file, brought, restsOn } = report;
  for (const { configuration, classes } of done)
    print(`${configuration}: explored before: ${classesOf(classes)}`);
  for (const one of explored) printOne(one);
  if (violation !== undefined)
    console.log(reportViolation(violation, { ...violation, whole: EVERY_STEP }, lookHere()));
  const classes = total(report, 'classes');
  print(`${verdict}: ${classesOf(classes)} in ${seconds.toFixed(1)} s; ${MEANING[verdict]}`);
  if (restsOn !== undefined)
    print(
      `includes ${classesOf(restsOn.classes)} explored before, from ${printable(restsOn.file)}`,
    );
  if (file !== undefined)
    print(`interrupted; to go on: ${resumeLine('explore -- --engine', file, consentFor(brought))}`);
}

function printOne({ configuration, verdict, seconds, ...counts }: ExploredEngine): void {
  const { classes, executions, steps, commutations, estimate } = counts;
  const of = estimate === undefined ? '' : ` of ${describeEstimate(estimate)}`;
  print(`${configuration.name}: ${configuration.claim}`);
  print(
    `  ${verdict}: ${classesOf(classes)}${of}, ${amount(executions, 'execution')}, ` +
      `${amount(steps, 'step')} in ${seconds.toFixed(1)} s; ` +
      `${amount(commutations, 'pair')} of steps tried in both orders`,
  );
}

function classesOf(count: number): string {
  return amount(count, 'class', 'classes');
}

function total({ explored, done }: EngineReport, what: 'classes' | 'executions'): number {
  return [...explored, ...done].reduce((sum, one) => sum + one[what], 0);
}

/** The document of `explore --json`; its shape is a contract. */
export function engineReportJson(report: EngineReport): object {
  const { verdict, explored, done, violation, seconds, file, restsOn } = report;
  const explorations = [
    ...done.map((one) => ({ ...one, verdict: 'explored before', seconds: 0 })),
    ...explored.map((one) => ({ ...one, configuration: one.configuration.name })),
  ];
  return {
    version: 1,
    verdict,
    what: 'engine',
    classes: total(report, 'classes'),
    executions: total(report, 'executions'),
    seconds,
    configuration: explorations.map(({ configuration }) => configuration).join(', '),
    explorations: explorations.map((one) => ({
      configuration: one.configuration,
      verdict: one.verdict,
      classes: one.classes,
      executions: one.executions,
      steps: one.steps,
      commutations: one.commutations,
      seconds: one.seconds,
      ...('estimate' in one ? { estimate: one.estimate } : {}),
    })),
    ...(violation === undefined ? {} : { violation: violationJson(violation) }),
    ...(file === undefined ? {} : { file }),
    ...(restsOn === undefined ? {} : { restsOn }),
  };
}
