/** Many migrations of real QEMU, a few side by side. */
import pMap from 'p-map';
import type { Host, QemuBinary } from '../../impl/qemu/host.ts';
import { HUGE_PAGE_BYTES } from '../../impl/qemu/host.ts';
import { StartError } from '../../impl/qemu/process.ts';
import type { MachineName, QemuScenario } from '../../impl/qemu/scenario.ts';
import type { Workspace } from '../../impl/qemu/workspace.ts';
import { makeStrategy } from '../searching/strategies/strategies.ts';
import { drawQemuScenario, HUGE_MEMORY_MIB } from './draw-scenario.ts';
import type { QemuFamily } from './families.ts';
import type { Writer } from './guest-programs.ts';
import type { Judgement } from './judge.ts';
import { judge } from './judge.ts';
import type { Planned } from './plan-campaign.ts';
import { planCampaign } from './plan-campaign.ts';
import type { MigrationOrder, MigrationRun, ScheduledStep } from './run-migration.ts';
import { runMigration } from './run-migration.ts';

export interface QemuCampaign {
  readonly seed: string;
  readonly families: readonly QemuFamily[];
  readonly binaries: readonly QemuBinary[];
  readonly host: Host;
  readonly machine?: MachineName | undefined;
  readonly writer?: Writer | undefined;
  readonly runs: number;
  /** No migration is begun after so many milliseconds. */
  readonly timeMs?: number | undefined;
  readonly jobs: number;
  readonly signal: AbortSignal;
}

/** One migration and what is to be said about it. */
export interface JudgedMigration {
  /** Position in the campaign. */
  readonly index: number;
  /** Migrations of the same draw differ in their binaries alone. */
  readonly drawn: number;
  readonly scenario: QemuScenario;
  readonly binary: QemuBinary;
  readonly schedule: readonly ScheduledStep[];
  readonly judgement: Judgement;
  readonly ms: number;
  /** Operations that were judged by nothing, since nobody knows on which side of the stop they fell. */
  readonly ambiguous: number;
  readonly course: Course;
}

/** What a scenario is about may not come up in every migration of it. */
export interface Course {
  readonly hasSwitchedOver: boolean;
  /** The destination has asked for pages. */
  readonly hasAsked: boolean;
  /** Auto-converge has slowed the guest down. */
  readonly isSlowedDown: boolean;
}

/** Strategies that need no lessons from earlier runs. */
const STRATEGIES = ['random', 'pct', 'pos', 'surw'];

/** As many as so many pairs need that run side by side. */
export function hugePagesFor(jobs: number): number {
  return (2 * jobs * HUGE_MEMORY_BYTES) / HUGE_PAGE_BYTES;
}

export function mayUseHugePages({ hugePagesFree }: Host, jobs: number): boolean {
  return hugePagesFree >= hugePagesFor(jobs);
}

const HUGE_MEMORY_BYTES = HUGE_MEMORY_MIB << 20;

/** @param onRun - hears of each migration when it has been judged, in the order in which they end */
export async function runQemuCampaign(
  campaign: QemuCampaign,
  workspace: Workspace,
  onRun: (run: JudgedMigration) => void,
): Promise<void> {
  const { timeMs = Infinity, jobs, signal } = campaign;
  const startedAt = performance.now();
  await pMap(
    planCampaign(campaign),
    async (planned) => {
      if (signal.aborted || performance.now() - startedAt > timeMs) return;
      const run = await runOne(campaign, workspace, planned);
      if (!signal.aborted) onRun(run);
    },
    { concurrency: jobs },
  );
}

async function runOne(
  campaign: QemuCampaign,
  workspace: Workspace,
  { index, drawn, binary, family, draw }: Planned,
): Promise<JudgedMigration> {
  const { host, machine, writer, jobs, signal } = campaign;
  const narrowed = { machine, writer, hugePages: mayUseHugePages(host, jobs) };
  const scenario = drawQemuScenario(draw, family, narrowed);
  const strategy = makeStrategy(STRATEGIES[draw(STRATEGIES.length)] as string);
  const order = { scenario, binary, strategy, draw, signal };
  return { ...(await runAndJudge(order, workspace)), index, drawn };
}

/**
 * Runs with smaller host pages if there is no memory for huge ones.
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
    // Somebody else may have taken the huge pages meanwhile.
    if (!(error instanceof StartError) || !order.scenario.hugePages) throw error;
    const smaller = { ...order, scenario: { ...order.scenario, hugePages: false } };
    return judged(smaller, await runMigration(smaller, workspace));
  }
}

function judged(
  { scenario, binary }: MigrationOrder,
  run: MigrationRun,
): Omit<JudgedMigration, 'index' | 'drawn'> {
  return {
    scenario,
    binary,
    schedule: run.schedule,
    ms: run.ms,
    judgement: judge(scenario, binary, run),
    ambiguous: run.happenings.filter((one) => one.kind === 'operation' && one.isAmbiguous).length,
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
