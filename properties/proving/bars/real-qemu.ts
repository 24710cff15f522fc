/**
 * Real QEMU raises no false alarm: migrations of every scenario on each available version, and from one to
 * another. A finding that is not known misses the bar, and so does a log that is not understood.
 */
import type { QemuBinary } from '../../../impl/qemu/host.ts';
import { nameOfPair, probeHost } from '../../../impl/qemu/host.ts';
import { openWorkspace } from '../../../impl/qemu/workspace.ts';
import type { Workspace } from '../../../impl/qemu/workspace.ts';
import { findBinaries } from '../../commands/cli/qemu/binaries.ts';
import type { JudgedMigration } from '../../qemu/campaign.ts';
import { runQemuCampaign } from '../../qemu/campaign.ts';
import { candidatesFor } from '../../qemu/plan-campaign.ts';
import { qemuFamilies, refusalOf } from '../../qemu/scenarios/families.ts';
import type { QemuFamily } from '../../qemu/scenarios/family.ts';
import type { QemuFinding } from '../../qemu/findings/findings.ts';
import { collectFindings } from '../../qemu/findings/findings.ts';
import { readKnownFindings } from '../../qemu/findings/known-findings.ts';
import { reproduce, runAgain } from '../../qemu/findings/reproduce.ts';
import type { Bar, Measured } from './bar.ts';
import { shareOf } from './bar.ts';

/** Migrations of each version, and as many from one version to another. */
const MIGRATIONS = 60;
const RERUNS = 10;
const JOBS = 2;
const SEED = 'bar';
const signal = new AbortController().signal;

export const realQemuBar: Bar = {
  name: 'real-qemu',
  claim:
    `QEMU 7.2, 10.0 and 11: ${MIGRATIONS} migrations each over all ordinary scenarios, ` +
    `and ${MIGRATIONS} across versions, nothing new, every log understood`,
  run: migrateAll,
};

async function migrateAll(share: number): Promise<Measured> {
  const workspace = openWorkspace();
  try {
    const onDoing = (what: string): void => console.log(`  ${what}`);
    const { binaries, missing } = await findBinaries(true, { signal, onDoing });
    const measured: MeasuredPart[] = [];
    for (const part of partsOf(binaries)) {
      const one = await migrate(part, shareOf(MIGRATIONS, share), workspace);
      console.log(`  ${one.figure}`);
      measured.push(one);
    }
    const misses = [
      ...missing.map(({ what, why }) => `${what} could not be obtained: ${why}`),
      ...measured.flatMap((one) => one.misses),
    ];
    const figure = measured.map((one) => one.figure).join('; ');
    return { isMet: misses.length === 0, figure, misses };
  } finally {
    workspace.close();
  }
}

/** Some of the migrations, with a figure of their own. */
interface Part {
  readonly name: string;
  readonly families: readonly QemuFamily[];
  readonly binaries: readonly QemuBinary[];
}

interface MeasuredPart {
  readonly figure: string;
  readonly misses: readonly string[];
}

/** Each version by itself, and what crosses from one to another. */
function partsOf(binaries: readonly QemuBinary[]): readonly Part[] {
  const ordinary = qemuFamilies.filter(({ isAdverse }) => isAdverse !== true);
  const parts = binaries.map((binary) => ({
    name: binary.version,
    families: ordinary.filter((family) => refusalOf(family, binary) === undefined),
    binaries: [binary],
  }));
  const crossing = ordinary.filter((family) => isPossible(family, binaries));
  return crossing.length === 0
    ? parts
    : [...parts, { name: 'across versions', families: crossing, binaries }];
}

function isPossible(family: QemuFamily, binaries: readonly QemuBinary[]): boolean {
  return family.crossesVersions === true && candidatesFor(family, { binaries }).length > 0;
}

/** Spreads the migrations evenly over the scenarios. */
async function migrate(
  { name, families, binaries }: Part,
  migrations: number,
  workspace: Workspace,
): Promise<MeasuredPart> {
  const runs: JudgedMigration[] = [];
  const findings = collectFindings(readKnownFindings());
  const host = probeHost();
  for (const [index, family] of families.entries()) {
    const upTo = (position: number): number =>
      Math.round((migrations * position) / families.length);
    const count = upTo(index + 1) - upTo(index);
    const campaign = { seed: `${SEED}/${family.name}`, families: [family], binaries };
    await runQemuCampaign(
      { ...campaign, host, runs: count, jobs: JOBS, signal },
      workspace,
      (run) => {
        findings.add({ ...run, drawn: runs.length });
        runs.push(run);
      },
    );
  }
  const news = findings.all().filter(({ known }) => known === undefined);
  for (const finding of news)
    await runAgain(finding, ({ run: { scenario, binary, schedule }, problem }) =>
      reproduce(
        { scenario, binary, schedule, problem, times: RERUNS, jobs: JOBS, signal },
        workspace,
      ),
    );
  const unread = runs.flatMap(({ judgement }) => judgement.notUnderstood ?? []);
  return {
    figure: describe(name, runs, findings.all()),
    misses: [
      ...news.map(describeNews),
      ...unread.map((why) => `QEMU ${name}: not validated: ${why}`),
    ],
  };
}

function describe(
  name: string,
  runs: readonly JudgedMigration[],
  findings: readonly QemuFinding[],
): string {
  const validated = runs.filter(({ judgement }) => judgement.isValidated);
  const events = validated.map(({ judgement }) => judgement.recording.events.length);
  const least = Math.min(...events);
  const known = findings.filter((one) => one.known !== undefined);
  const named = known.map((one) => `${one.known?.id ?? ''} in ${one.met}`).join(', ');
  return (
    `${name}: ${runs.length} migrations, ${validated.length} validated by at least ` +
    `${Number.isFinite(least) ? least : 0} events, ${findings.length - known.length} new` +
    (named === '' ? '' : `, known: ${named}`)
  );
}

function describeNews({ problem, example, rate, met }: QemuFinding): string {
  const again = rate === undefined ? '' : `, reproduced in ${rate.reproduced} of ${rate.times}`;
  return (
    `QEMU ${nameOfPair(example.binary)}, ${example.scenario.name}: ${problem.property}: ` +
    `${problem.text} (seen in ${met}${again})`
  );
}
