/** Runs a hunt on real QEMU. */
import type { QemuBinary } from '../../../impl/qemu/host.ts';
import type { Workspace } from '../../../impl/qemu/workspace.ts';
import type { QemuCampaign } from '../campaign.ts';
import { runPlanned } from '../campaign.ts';
import { readKnownFindings } from '../findings/known-findings.ts';
import { reproduce } from '../findings/reproduce.ts';
import type { Planned } from '../plan-campaign.ts';
import { planCampaign } from '../plan-campaign.ts';
import type { BuildName, Hunted } from './hunt.ts';
import { hunt } from './hunt.ts';

export interface HuntOrder extends Omit<QemuCampaign, 'binaries'> {
  readonly builds: Readonly<Record<BuildName, QemuBinary>>;
  /** Reruns on each build of what may count. */
  readonly reruns: number;
  /** Gets the number of migrations of the build without the fix, and what is being done. */
  readonly onProgress: (done: number, doing: string) => void;
}

/** @throws StartError if QEMU does not start */
export async function runHunt(order: HuntOrder, workspace: Workspace): Promise<Hunted> {
  const { builds, seed, families, runs, timeMs = Infinity, jobs, signal, onProgress } = order;
  const binaries = [builds.reverted, builds.base];
  const plan = planCampaign({ seed, families, binaries, runs: binaries.length * runs });
  const pairs = sameDraws(plan);
  const startedAt = performance.now();
  let done = 0;
  return hunt({
    known: readKnownFindings(),
    async next() {
      if (signal.aborted || performance.now() - startedAt > timeMs) return undefined;
      const { value: planned } = pairs.next();
      if (planned === undefined) return undefined;
      const [first, second] = planned;
      const start = (one: Planned): ReturnType<typeof runPlanned> =>
        runPlanned(order, workspace, one);
      const starting = start(first);
      if (jobs === 1) await starting;
      const [reverted, base] = await Promise.all([starting, start(second)]);
      onProgress(++done, reverted.scenario.name);
      return signal.aborted ? undefined : { reverted, base };
    },
    async again({ scenario, schedule }, problem, build) {
      onProgress(done, `again on ${build}: ${problem.property}`);
      const binary = builds[build];
      const times = order.reruns;
      const rerun = { scenario, schedule, problem, binary, times, jobs, signal };
      const rate = await reproduce(rerun, workspace);
      return signal.aborted ? undefined : rate;
    },
  });
}

/** The plans of the same draw for both builds, one after the other; a draw that only one supports is left out. */
function* sameDraws(
  plan: Iterable<Planned>,
): Generator<readonly [Planned, Planned], undefined, undefined> {
  let before: Planned | undefined;
  for (const planned of plan) {
    if (before?.drawn === planned.drawn) yield [before, planned];
    before = planned;
  }
}
