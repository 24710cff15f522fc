/** Reports migrations of real QEMU, as a table with the findings and as a JSON document. */
import type { QemuBinary, QemuPair } from '../../../../impl/qemu/host.ts';
import { binaryOf, nameOfPair } from '../../../../impl/qemu/host.ts';
import type { QemuFinding } from '../../../qemu/findings/findings.ts';
import { isUnreproduced } from '../../../qemu/findings/findings.ts';
import type { KnownFinding } from '../../../qemu/findings/known-findings.ts';
import { hostsInRange } from '../../../qemu/findings/known-findings.ts';
import type { Rate } from '../../../qemu/findings/rate.ts';
import { resemblanceOf } from '../../../qemu/findings/resemblance.ts';
import { isCaught } from '../../../qemu/run-controls.ts';
import { qemuFamilies } from '../../../qemu/scenarios/families.ts';
import type { MigrationSummary, Sought } from '../../../qemu/seek.ts';
import { printStory } from '../../../qemu/story.ts';
import { describeObserved } from '../../../qemu/validation/observed.ts';
import { amount } from '../../../terminal/amount.ts';
import { print } from '../../../terminal/width.ts';
import {
  controlsJson,
  summaryOfControls,
  tableOfControls,
  uncaughtControls,
} from './controls-output.ts';
import { pageBeside } from './page.ts';
import {
  capabilityMatrices,
  coursesOf,
  describeMatrix,
  tableOfMigrations,
  tablesOfFindings,
} from './tables.ts';

export type QemuVerdict = 'violated' | 'passed' | 'incomplete';

export interface QemuReport extends Sought {
  readonly verdict: QemuVerdict;
  readonly seed: string;
  readonly binaries: readonly QemuBinary[];
  readonly seconds: number;
  readonly skipped: readonly Skipped[];
  /** Versions that the user has named and that could not be obtained. */
  readonly lacking: readonly Skipped[];
  readonly isInterrupted: boolean;
  /** Corruptions were planted in each family by itself. */
  readonly hasControlsEach: boolean;
}

/** What was not run, and why. */
export interface Skipped {
  readonly what: string;
  readonly why: string;
}

export function printQemu(report: QemuReport): void {
  const { verdict, migrations, findings, controls, seconds, binaries } = report;
  const versions = binaries.map(({ version }) => version);
  console.log(tableOfMigrations(migrations));
  for (const line of describeObserved()) print(line);
  for (const finding of findings) for (const line of describeFinding(finding)) print(line);
  for (const line of tablesOfFindings(findings, versions)) console.log(line);
  const mixing = qemuFamilies.filter(({ mixes }) => mixes === true).map(({ name }) => name);
  if (migrations.some(({ scenario }) => mixing.includes(scenario)))
    for (const matrix of capabilityMatrices(migrations, binaries)) print(describeMatrix(matrix));
  if (report.hasControlsEach) console.log(tableOfControls(controls));
  const news = findings.filter(({ known }) => known === undefined).length;
  print(
    `${verdict}: ${amount(migrations.length, 'migration')} of QEMU ${versions.join(', ')} ` +
      `in ${seconds.toFixed(1)} s; ${amount(news, 'new finding')}, ${findings.length - news} known; ` +
      summaryOfControls(controls),
  );
  for (const line of uncaughtControls(controls)) print(line);
  for (const line of notUnderstoodOf(migrations)) print(line);
  for (const line of differencesOf(migrations)) print(line);
  for (const { what, why } of report.lacking) print(`not run, but asked for: ${what}: ${why}`);
  if (report.stopped instanceof Error) print(`stopped: ${report.stopped.message}`);
  if (report.isInterrupted) print('interrupted: the findings so far are above');
}

/** The reasons why logs could not be validated, each once. */
function notUnderstoodOf(migrations: readonly MigrationSummary[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { version, notUnderstood } of migrations) {
    if (notUnderstood === undefined) continue;
    const why = `QEMU ${version}: ${notUnderstood}`;
    counts.set(why, (counts.get(why) ?? 0) + 1);
  }
  return [...counts].map(
    ([why, count]) => `not validated: ${amount(count, 'migration')} of ${why}`,
  );
}

/** Counts the scenarios that ran on every version, but were right only on some. */
function differencesOf(all: readonly MigrationSummary[]): readonly string[] {
  const migrations = all.filter((one) => !one.isAcross);
  const versions = [...new Set(migrations.map(({ version }) => version))];
  if (versions.length < 2) return [];
  const drawn = new Map<number, MigrationSummary[]>();
  for (const one of migrations) drawn.set(one.drawn, [...(drawn.get(one.drawn) ?? []), one]);
  const everywhere = [...drawn.values()].filter((same) => same.length === versions.length);
  const differing = everywhere.filter(
    (same) => new Set(same.map(({ isRight }) => isRight)).size > 1,
  );
  const wrongOn = versions.map((version) => {
    const wrong = differing.filter((same) =>
      same.some((one) => one.version === version && !one.isRight),
    );
    return `${wrong.length} wrong on ${version}`;
  });
  return [
    `${amount(everywhere.length, 'scenario')} ran on all of ${versions.join(', ')}; ` +
      `the versions differ in ${differing.length} (${wrongOn.join('; ')})`,
  ];
}

function describeFinding(finding: QemuFinding): readonly string[] {
  const { known, problem, example, met, draws, scenarios, rate, file, reproducer } = finding;
  const { binary, scenario } = example;
  const title = titleOf(finding);
  const resembles = known?.resembles ?? resemblanceOf(problem);
  const pages = problem.pages.length === 0 ? [] : [`  pages: ${describePages(problem.pages)}`];
  return [
    `${title}: ${problem.property}: ${problem.text}`,
    ...(known === undefined ? [] : [`  ${known.title} (${known.reference})`]),
    ...(known === undefined || binary.destination === undefined
      ? []
      : [`  known of ${describeHosts(known, binary)}`]),
    ...(resembles === undefined
      ? []
      : [`  resembles ${resembles}: npm run check -- --bug ${resembles}`]),
    ...pages,
    `  QEMU ${nameOfPair(binary)}, ${scenario.machineType ?? scenario.machine}, tcg; ` +
      `seen in ${amount(met, 'migration')} of ${[...scenarios].join(', ')}`,
    ...printStory(example.judgement.story).map((line) => `  ${line}`),
    ...(rate === undefined ? [] : describeRate(rate, draws.size)),
    ...(file === undefined
      ? []
      : [`  replay: npm run qemu -- --replay ${file}`, `  page: ${pageBeside(file)}`]),
    ...(reproducer === undefined ? [] : [`  reproducer: ${reproducer}`]),
  ];
}

/** Like `7.2.22 (source)`: the version, or both, in which the finding is known. */
function describeHosts(known: KnownFinding, binary: QemuPair): string {
  return hostsInRange(known, binary)
    .map((host) => `${binaryOf(binary, host).version} (${host})`)
    .join(' and ');
}

const PAGES_SHOWN = 8;

function describePages(pages: readonly string[]): string {
  const rest = pages.length - PAGES_SHOWN;
  return pages.slice(0, PAGES_SHOWN).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

function describeRate({ reproduced, times, others }: Rate, draws: number): readonly string[] {
  const seeds = reproduced === 0 && draws > 1 ? `, but seen with ${draws} different seeds` : '';
  return [
    `  run again: ${reproduced} of ${times} reproduced${seeds}`,
    ...others.map(
      ({ problem, met }) => `  also met by ${met} of these: ${problem.property}: ${problem.text}`,
    ),
  ];
}

function titleOf(finding: QemuFinding): string {
  if (finding.known !== undefined) return `known finding ${finding.known.id}`;
  return isUnreproduced(finding) ? 'NOT REPRODUCED' : 'NEW FINDING';
}

/** The document of `qemu --json`. */
export function qemuJson(report: QemuReport): object {
  const { verdict, seed, binaries, seconds, migrations, findings, controls, skipped } = report;
  return {
    version: 1,
    verdict,
    seed,
    qemu: binaries.map(({ version }) => version),
    seconds,
    migrations: migrations.length,
    validated: migrations.filter(({ isValidated }) => isValidated).length,
    notUnderstood: notUnderstoodOf(migrations),
    scenarios: Object.fromEntries(
      [...new Set(migrations.map(({ scenario }) => scenario))].map((name) => {
        const own = migrations.filter(({ scenario }) => scenario === name);
        const right = own.filter((one) => one.isRight).length;
        return [name, { migrations: own.length, right, ...coursesOf(own) }];
      }),
    ),
    pairs: pairsJson(migrations),
    skipped,
    lacking: report.lacking,
    differences: differencesOf(migrations),
    stopped: report.stopped instanceof Error ? report.stopped.message : undefined,
    capabilities: capabilityMatrices(migrations, binaries),
    findings: findings.map(findingJson),
    controls: controlsJson(controls),
  };
}

/** Migrations across versions, by pairs like `7.2.22 to 11.1.3`. */
function pairsJson(migrations: readonly MigrationSummary[]): object {
  const across = migrations.filter((one) => one.isAcross);
  return Object.fromEntries(
    [...new Set(across.map(({ version }) => version))].map((version) => {
      const own = across.filter((one) => one.version === version);
      const right = own.filter(({ isRight }) => isRight).length;
      return [version, { migrations: own.length, right }];
    }),
  );
}

function findingJson(finding: QemuFinding): object {
  const { known, problem, example, met, scenarios, rate, file, reproducer } = finding;
  return {
    known: known?.id ?? null,
    resembles: known?.resembles ?? resemblanceOf(problem),
    property: problem.property,
    text: problem.text,
    pages: problem.pages,
    qemu: example.binary.version,
    destination: example.binary.destination?.version,
    machine: example.scenario.machineType ?? example.scenario.machine,
    scenarios: [...scenarios],
    met,
    reproduced: rate?.reproduced,
    of: rate?.times,
    file,
    page: file === undefined ? undefined : pageBeside(file),
    reproducer,
  };
}

export function verdictOf(
  { migrations, findings, controls, stopped }: Sought,
  isCutShort: boolean,
): QemuVerdict {
  const news = findings.filter(({ known }) => known === undefined);
  if (!news.every(isUnreproduced) || !controls.every(isCaught)) return 'violated';
  const isUnread = migrations.some(({ notUnderstood }) => notUnderstood !== undefined);
  const isWhole = news.length === 0 && !isCutShort && stopped === undefined && !isUnread;
  return isWhole ? 'passed' : 'incomplete';
}
