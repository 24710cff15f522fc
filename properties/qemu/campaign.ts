/** Many migrations of real QEMU, a few side by side. */
import pMap from 'p-map';
import type { Host, QemuBinary, QemuPair } from '../../impl/qemu/host.ts';
import { HUGE_PAGE_BYTES } from '../../impl/qemu/host.ts';
import { StartError } from '../../impl/qemu/process.ts';
import type { MachineName, QemuScenario } from '../../impl/qemu/scenario.ts';
import type { Workspace } from '../../impl/qemu/workspace.ts';
import { makeStrategy } from '../searching/strategies/strategies.ts';
import { isAtLeast } from '../../impl/qemu/version.ts';
import { drawQemuScenario, HUGE_MEMORY_MIB } from './scenarios/draw-scenario.ts';
import type { QemuFamily } from './scenarios/family.ts';
import type { Writer } from './scenarios/guest-programs.ts';
import type { Judgement } from './judging/judge.ts';
import { judge } from './judging/judge.ts';
import { isUnderWayAt, snapshotIn } from './judging/snapshot.ts';
import type { Planned } from './plan-campaign.ts';
import { planCampaign } from './plan-campaign.ts';
import type { MigrationOrder, MigrationRun, ScheduledStep } from './run-migration.ts';
import { runMigration } from './run-migration.ts';
import { onCommonMachine } from './versions/pairs.ts';

export interface QemuCampaign {
  readonly seed: string;
  readonly families: readonly QemuFamily[];
  readonly binaries: readonly QemuBinary[];
  readonly host: Host;
  readonly machine?: MachineName | undefined;
  readonly writer?: Writer | undefined;
  readonly runs: number;
  /** Milliseconds after which no further migration begins. */
  readonly timeMs?: number | undefined;
  readonly jobs: number;
  /** Whether the migration at this position was run in an earlier part of the campaign. */
  readonly hasMigrated?: ((index: number) => boolean) | undefined;
  readonly signal: AbortSignal;
}

/** One migration and its judgement. */
export interface JudgedMigration {
  /** Position in the campaign. */
  readonly index: number;
  /** Number of the draw: migrations of the same draw differ only in their binaries. */
  readonly drawn: number;
  readonly scenario: QemuScenario;
  readonly binary: QemuPair;
  readonly schedule: readonly ScheduledStep[];
  readonly judgement: Judgement;
  readonly ms: number;
  /** Operations that were not judged, since they may have come before or after the stop. */
  readonly ambiguous: number;
  readonly course: Course;
}

/** The situations that a migration has reached: not every migration reaches what its scenario is about. */
interface Course {
  readonly hasSwitchedOver: boolean;
  /** The destination has requested pages. */
  readonly hasAsked: boolean;
  /** Auto-converge has slowed the guest down. */
  readonly isSlowedDown: boolean;
}

/** The number of runs if only the time is limited. */
export const RUNS_WITHIN_ANY_TIME = 1_000_000;

/** Strategies that do not learn from earlier runs. */
const STRATEGIES = ['random', 'pct', 'pos', 'surw'];

/** The number of huge pages that `jobs` parallel migrations need. */
export function hugePagesFor(jobs: number): number {
  return (2 * jobs * HUGE_MEMORY_BYTES) / HUGE_PAGE_BYTES;
}

export function mayUseHugePages({ hugePagesFree }: Host, jobs: number): boolean {
  return hugePagesFree >= hugePagesFor(jobs);
}

/** Whether this version can open a file as the target of a migration itself (QEMU commit 385f510df5). */
export function opensFiles({ version }: QemuBinary): boolean {
  return isAtLeast(version, '8.2');
}

const HUGE_MEMORY_BYTES = HUGE_MEMORY_MIB << 20;

/** @param onRun - gets each migration once it is judged, in the order in which they end */
export async function runQemuCampaign(
  campaign: QemuCampaign,
  workspace: Workspace,
  onRun: (run: JudgedMigration) => void,
): Promise<void> {
  const { timeMs = Infinity, jobs, hasMigrated, signal } = campaign;
  const startedAt = performance.now();
  await pMap(
    planCampaign(campaign),
    async (planned) => {
      if (signal.aborted || performance.now() - startedAt > timeMs) return;
      if (hasMigrated?.(planned.index) === true) return;
      const run = await runPlanned(campaign, workspace, planned);
      if (!signal.aborted) onRun(run);
    },
    { concurrency: jobs },
  );
}

/** @throws StartError if QEMU does not start */
export async function runPlanned(
  campaign: Pick<QemuCampaign, 'host' | 'machine' | 'writer' | 'jobs' | 'signal'>,
  workspace: Workspace,
  { index, drawn, binary, family, capabilities, draw }: Planned,
): Promise<JudgedMigration> {
  const { host, machine, writer, jobs, signal } = campaign;
  const hugePages = mayUseHugePages(host, jobs);
  const hasFiles = opensFiles(binary);
  const narrowed = { machine, writer, capabilities, hugePages, hasFiles };
  const scenario = onCommonMachine(drawQemuScenario(draw, family, narrowed), binary);
  const strategy = makeStrategy(STRATEGIES[draw(STRATEGIES.length)] as string);
  const order = { scenario, binary, strategy, draw, signal };
  return { ...(await runAndJudge(order, workspace)), index, drawn };
}

/**
 * Runs and judges one migration, with small host pages if there are no huge pages left.
 *
 * @throws StartError if QEMU does not start
 */
export async function runAndJudge(
  order: MigrationOrder,
  workspace: Workspace,
): Promise<Omit<JudgedMigration, 'index' | 'drawn'>> {
  try {
    return judged(order, await runMigration(order, workspace));
  } catch (error) {
    // Another process may have taken the huge pages in the meantime.
    if (!(error instanceof StartError) || !order.scenario.hugePages) throw error;
    const smaller = { ...order, scenario: { ...order.scenario, hugePages: false } };
    return judged(smaller, await runMigration(smaller, workspace));
  }
}

function judged(
  { scenario, binary }: MigrationOrder,
  run: MigrationRun,
): Omit<JudgedMigration, 'index' | 'drawn'> {
  const snapshot = snapshotIn(scenario, run.happenings);
  return {
    scenario,
    binary,
    schedule: run.schedule,
    ms: run.ms,
    judgement: judge(scenario, binary, run),
    ambiguous: run.happenings.filter(
      (one) => one.kind === 'operation' && (one.isAmbiguous || isUnderWayAt(snapshot, one)),
    ).length,
    course: courseOf(run),
  };
}

function courseOf({ happenings, traces }: MigrationRun): Course {
  const passed = new Set(
    happenings.map((one) => (one.kind === 'item' ? one.item.kind : undefined)),
  );
  return {
    hasSwitchedOver: passed.has('package'),
    hasAsked: passed.has('request'),
    isSlowedDown: traces.some(({ name }) => name === 'migration_throttle'),
  };
}
