/** Overviews of a campaign: what was migrated, which finding on which version, and which capabilities together. */
import type { QemuBinary } from '../../../../impl/qemu/host.ts';
import { nameOfPair } from '../../../../impl/qemu/host.ts';
import { allowedPairs } from '../../../qemu/scenarios/capabilities.ts';
import type { QemuFinding } from '../../../qemu/findings/findings.ts';
import type { MigrationSummary } from '../../../qemu/seek.ts';
import { amount } from '../../../terminal/amount.ts';
import type { Columns } from '../../../terminal/table.ts';
import { drawTable } from '../../../terminal/table.ts';

const COLUMNS: Columns = {
  head: [
    'scenario',
    'migrations',
    'right',
    'validated',
    'ambiguous writes',
    'ms, median',
    'of which',
  ],
  aligns: ['left', 'right', 'right', 'right', 'right', 'right', 'left'],
};

/** One line per scenario, and below it one per pair of versions. */
export function tableOfMigrations(migrations: readonly MigrationSummary[]): string {
  const names = [...new Set(migrations.map(({ scenario }) => scenario))];
  const groups = names.flatMap((name) => {
    const all = migrations.filter(({ scenario }) => scenario === name);
    const pairs = [...new Set(all.filter((one) => one.isAcross).map(({ version }) => version))];
    const ofPair = (pair: string): readonly MigrationSummary[] =>
      all.filter(({ version }) => version === pair);
    return [
      { name, own: all },
      ...pairs.toSorted().map((pair) => ({ name: `- ${pair}`, own: ofPair(pair) })),
    ];
  });
  const rows = groups.map(({ name, own }) => {
    return [
      name,
      own.length,
      own.filter(({ isRight }) => isRight).length,
      own.filter(({ isValidated }) => isValidated).length,
      own.reduce((sum, { ambiguous }) => sum + ambiguous, 0),
      Math.round(medianOf(own.map(({ ms }) => ms))),
      describeCourses(own),
    ];
  });
  return drawTable(COLUMNS, rows);
}

/** How many of the migrations showed what the scenario is about. */
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

export function coursesOf(migrations: readonly MigrationSummary[]): Courses {
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

/**
 * One line per cause, one column per version: in how many migrations it was met, and how often it reproduced. What was
 * met between two versions is in a table of its own.
 *
 * @returns nothing if there is no finding, or only one version
 */
export function tablesOfFindings(
  all: readonly QemuFinding[],
  versions: readonly string[],
): readonly string[] {
  const isOfPair = ({ example }: QemuFinding): boolean => example.binary.destination !== undefined;
  const findings = all.filter((one) => !isOfPair(one));
  return [...tableByVersion(findings, versions), ...tableByPair(all.filter(isOfPair))];
}

function tableByPair(findings: readonly QemuFinding[]): readonly string[] {
  if (findings.length === 0) return [];
  const rows = findings.map((one) => [nameOf(one), versionOf(one), describe(one)]);
  const head = ['finding', 'versions', 'met (again)'];
  return [drawTable({ head, aligns: ['left', 'left', 'right'] }, rows)];
}

function tableByVersion(
  findings: readonly QemuFinding[],
  versions: readonly string[],
): readonly string[] {
  if (findings.length === 0 || versions.length < 2) return [];
  const causes = [...new Set(findings.map(nameOf))];
  const rows = causes.map((cause) => [
    cause,
    ...versions.map((version) => {
      const own = findings.find((one) => nameOf(one) === cause && versionOf(one) === version);
      return own === undefined ? '-' : describe(own);
    }),
  ]);
  const aligns = ['left', ...versions.map(() => 'right')] as ('left' | 'right')[];
  return [drawTable({ head: ['finding: met (again)', ...versions], aligns }, rows)];
}

/** Without the version, so that the same cause on several versions has one name. */
function nameOf(finding: QemuFinding): string {
  return finding.known?.id ?? finding.key.slice(versionOf(finding).length + 1);
}

function versionOf({ example }: QemuFinding): string {
  return nameOfPair(example.binary);
}

function describe({ met, rate }: QemuFinding): string {
  return rate === undefined ? `${met}` : `${met} (${rate.reproduced} of ${rate.times})`;
}

/** Pairs of capabilities that a version allows. */
export interface CapabilityMatrix {
  readonly version: string;
  /** Each with the number of its migrations. */
  readonly migrated: readonly (readonly [pair: string, migrations: number])[];
  /** Pairs that were not migrated. */
  readonly left: readonly string[];
}

export function capabilityMatrices(
  migrations: readonly MigrationSummary[],
  binaries: readonly QemuBinary[],
): readonly CapabilityMatrix[] {
  return binaries.map((binary) => {
    const own = migrations.filter(({ version }) => version === binary.version);
    const counted = allowedPairs(binary).map((pair): readonly [string, number] => {
      const met = own.filter(({ capabilities }) => pair.every((one) => capabilities.includes(one)));
      return [pair.join('+'), met.length];
    });
    return {
      version: binary.version,
      migrated: counted.filter(([, count]) => count > 0),
      left: counted.filter(([, count]) => count === 0).map(([pair]) => pair),
    };
  });
}

/** How many pairs are named that were not migrated. */
const NAMED = 6;

export function describeMatrix({ version, migrated, left }: CapabilityMatrix): string {
  const all = amount(migrated.length + left.length, 'pair');
  const rest = left.length > NAMED ? ` and ${left.length - NAMED} more` : '';
  const missing = left.length === 0 ? '' : `; not ${left.slice(0, NAMED).join(', ')}${rest}`;
  return `capabilities together on ${version}: ${migrated.length} of the ${all} that it allows${missing}`;
}
