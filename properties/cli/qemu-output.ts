/** How migrations of real QEMU are reported: as a table with what was found, and as a JSON document. */
import Table from 'cli-table3';
import type { Finding } from '../qemu/findings.ts';
import { isCaught } from '../qemu/run-controls.ts';
import type { MigrationSummary, Sought } from '../qemu/seek.ts';
import { describeObserved } from '../qemu/validation/observed.ts';
import { amount } from './check-output.ts';

export type QemuVerdict = 'violated' | 'passed' | 'incomplete';

export interface QemuReport extends Sought {
  readonly verdict: QemuVerdict;
  readonly seed: string;
  readonly versions: readonly string[];
  readonly seconds: number;
  readonly skipped: readonly Skipped[];
  readonly isInterrupted: boolean;
}

/** What was not run, and for want of what. */
export interface Skipped {
  readonly what: string;
  readonly why: string;
}

export function printQemu(report: QemuReport): void {
  const { verdict, migrations, findings, controls, seconds, versions } = report;
  console.log(tableOf(migrations));
  for (const line of describeObserved()) console.log(line);
  for (const finding of findings) for (const line of describeFinding(finding)) console.log(line);
  const caught = controls.filter(isCaught).length;
  const news = findings.filter(({ known }) => known === undefined).length;
  console.log(
    `${verdict}: ${amount(migrations.length, 'migration')} of QEMU ${versions.join(', ')} ` +
      `in ${seconds.toFixed(1)} s; ${amount(news, 'new finding')}, ${findings.length - news} known; ` +
      `${caught} of ${amount(controls.length, 'planted corruption')} caught`,
  );
  for (const { kind, planted } of controls.filter((one) => !isCaught(one)))
    console.log(`  not caught: ${kind}, page ${planted.join(' and ')}`);
  if (report.isInterrupted) console.log('interrupted: what had been found by then stands above');
}

/** One line a scenario. */
function tableOf(migrations: readonly MigrationSummary[]): string {
  const table = new Table({
    head: ['scenario', 'migrations', 'right', 'validated', 'ambiguous writes', 'ms, median', 'of which'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right', 'left'],
    style: { head: [], border: [] },
  });
  for (const name of new Set(migrations.map(({ scenario }) => scenario))) {
    const own = migrations.filter(({ scenario }) => scenario === name);
    table.push([
      name,
      own.length,
      own.filter(({ isRight }) => isRight).length,
      own.filter(({ isValidated }) => isValidated).length,
      own.reduce((sum, { ambiguous }) => sum + ambiguous, 0),
      Math.round(medianOf(own.map(({ ms }) => ms))),
      describeCourses(own),
    ]);
  }
  return table.toString();
}

/** In how many of these what the scenario is about has come up. */
function describeCourses(migrations: readonly MigrationSummary[]): string {
  const counts = coursesOf(migrations);
  const said = [
    [counts.switchedOver, 'switched over'],
    [counts.asked, 'asked for pages'],
    [counts.slowedDown, 'slowed down'],
  ] as const;
  return said.flatMap(([count, what]) => (count === 0 ? [] : [`${count} ${what}`])).join(', ');
}

interface Courses {
  readonly switchedOver: number;
  readonly asked: number;
  readonly slowedDown: number;
}

function coursesOf(migrations: readonly MigrationSummary[]): Courses {
  const countOf = (isSo: (one: MigrationSummary) => boolean): number =>
    migrations.filter(isSo).length;
  return {
    switchedOver: countOf(({ course }) => course.hasSwitchedOver),
    asked: countOf(({ course }) => course.hasAsked),
    slowedDown: countOf(({ course }) => course.isSlowedDown),
  };
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1] ?? 0;
}

export function describeFinding(finding: Finding): readonly string[] {
  const { known, problem, example, met, scenarios, rate, file } = finding;
  const { binary, scenario } = example;
  const title = known === undefined ? 'NEW FINDING' : `known finding ${known.id}`;
  const pages = problem.pages.length === 0 ? [] : [`  pages: ${problem.pages.join(', ')}`];
  return [
    `${title}: ${problem.property}: ${problem.text}`,
    ...(known === undefined ? [] : [`  ${known.title} (${known.reference})`]),
    ...(known?.resembles === undefined
      ? []
      : [`  resembles ${known.resembles}: npm run check -- --bug ${known.resembles}`]),
    ...pages,
    `  QEMU ${binary.version}, ${scenario.machine}, tcg; ` +
      `met in ${amount(met, 'migration')} of ${[...scenarios].join(', ')}`,
    ...(rate === undefined ? [] : [`  run again: ${rate.reproduced} of ${rate.times} reproduced`]),
    ...(file === undefined ? [] : [`  replay: npm run qemu -- --replay ${file}`]),
  ];
}

/** The document of `qemu --json`. */
export function qemuJson(report: QemuReport): object {
  const { verdict, seed, versions, seconds, migrations, findings, controls, skipped } = report;
  return {
    version: 1,
    verdict,
    seed,
    qemu: versions,
    seconds,
    migrations: migrations.length,
    validated: migrations.filter(({ isValidated }) => isValidated).length,
    scenarios: Object.fromEntries(
      [...new Set(migrations.map(({ scenario }) => scenario))].map((name) => {
        const own = migrations.filter(({ scenario }) => scenario === name);
        const right = own.filter((one) => one.isRight).length;
        return [name, { migrations: own.length, right, ...coursesOf(own) }];
      }),
    ),
    skipped,
    findings: findings.map(findingJson),
    controls: { planted: controls.length, caught: controls.filter(isCaught).length },
  };
}

function findingJson({ known, problem, example, met, scenarios, rate, file }: Finding): object {
  return {
    known: known?.id ?? null,
    resembles: known?.resembles,
    property: problem.property,
    text: problem.text,
    pages: problem.pages,
    qemu: example.binary.version,
    machine: example.scenario.machine,
    scenarios: [...scenarios],
    met,
    reproduced: rate?.reproduced,
    of: rate?.times,
    file,
  };
}

export function isPassed({ findings, controls }: Pick<Sought, 'findings' | 'controls'>): boolean {
  return findings.every(({ known }) => known !== undefined) && controls.every(isCaught);
}
