/**
 * Makes a finding smaller: removes parts of its scenario as long as the rest still reproduces it at the
 * rate below.
 */
import type { QemuPair } from '../../../impl/qemu/host.ts';
import type { QemuScenario } from '../../../impl/qemu/scenario.ts';
import type { Workspace } from '../../../impl/qemu/workspace.ts';
import type { FindingFile } from './finding-file.ts';
import { reproduce } from './reproduce.ts';

/** The share of a candidate's reruns that must reproduce the problem. */
const RATE_KEPT = 0.5;

export interface Again {
  readonly binary: QemuPair;
  readonly times: number;
  readonly jobs: number;
  readonly signal: AbortSignal;
}

/**
 * @param onTry - gets the number of candidates tried and of parts left
 * @returns the smallest finding: no single part can be removed, as far as `again.times` reruns can tell
 */
export async function shrinkFinding(
  finding: FindingFile,
  again: Again,
  workspace: Workspace,
  onTry: (tried: number, parts: number) => void,
): Promise<FindingFile> {
  let best = finding;
  let tried = 0;
  let hasShrunk = true;
  while (hasShrunk && !again.signal.aborted) {
    hasShrunk = false;
    for (const scenario of smaller(best.scenario)) {
      if (again.signal.aborted) break;
      onTry(++tried, sizeOf(best.scenario));
      const { schedule, problem } = best;
      const rate = await reproduce({ ...again, scenario, schedule, problem }, workspace);
      if (again.signal.aborted || rate.reproduced < RATE_KEPT * rate.times) continue;
      best = { ...best, scenario, problem: rate.example ?? problem };
      hasShrunk = true;
      break;
    }
  }
  return best;
}

function sizeOf({ vcpu, device, reads, operator, probes, capabilities }: QemuScenario): number {
  const parts = [vcpu, device, reads, operator, capabilities];
  return probes + parts.reduce((sum, { length }) => sum + length, 0);
}

/** Scenarios with one part removed, large parts first. */
function* smaller(scenario: QemuScenario): Generator<QemuScenario> {
  const { vcpu, device, reads, operator, probes } = scenario;
  if (vcpu.length > 0) yield { ...scenario, vcpu: [] };
  if (device.length > 0) yield { ...scenario, device: [] };
  if (reads.length > 0) yield { ...scenario, reads: [] };
  if (probes > 0) yield { ...scenario, probes: 0 };
  for (const shorter of halves(vcpu)) yield { ...scenario, vcpu: shorter };
  for (const shorter of halves(device)) yield { ...scenario, device: shorter };
  for (const one of scenario.capabilities)
    yield { ...scenario, capabilities: scenario.capabilities.filter((other) => other !== one) };
  // The operator's first step starts the migration and stays; any later step may go.
  for (let at = operator.length - 1; at > 0; at--)
    yield { ...scenario, operator: operator.toSpliced(at, 1) };
}

/** The list without one half, without one quarter, ... and without each one. */
function* halves<Part>(parts: readonly Part[]): Generator<readonly Part[]> {
  for (let size = parts.length >> 1; size > 0; size >>= 1)
    for (let from = 0; from < parts.length; from += size) yield parts.toSpliced(from, size);
}
