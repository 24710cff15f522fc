/** One whole session: migrations, reruns of the findings, and positive controls. */
import type { QemuPair } from '../../impl/qemu/host.ts';
import { nameOfPair } from '../../impl/qemu/host.ts';
import type { Workspace } from '../../impl/qemu/workspace.ts';
import type { JudgedMigration, QemuCampaign } from './campaign.ts';
import { runQemuCampaign } from './campaign.ts';
import { candidatesFor } from './plan-campaign.ts';
import { isOpaque } from './scenarios/capabilities.ts';
import { qemuFamilies, refusalOf } from './scenarios/families.ts';
import type { QemuFamily } from './scenarios/family.ts';
import type { QemuFinding, Findings } from './findings/findings.ts';
import { collectFindings } from './findings/findings.ts';
import { readKnownFindings } from './findings/known-findings.ts';
import { reproduce, runAgain } from './findings/reproduce.ts';
import type { Control } from './run-controls.ts';
import type { Rate } from './findings/rate.ts';
import { runControls } from './run-controls.ts';

import { shrinkExample } from './findings/shrink-example.ts';

export interface Seeking {
  readonly campaign: QemuCampaign;
  /** Reruns of each finding. */
  readonly reruns: number;
  readonly controls: number;
  /** Gets each finding when it is first met, and again with each shorter example. */
  readonly onFinding: (finding: QemuFinding) => void;
  readonly onProgress: (progress: SeekProgress) => void;
}

interface SeekProgress {
  readonly done: number;
  readonly total: number;
  readonly doing: string;
}

/** What is kept of a migration: the recordings of thousands would not fit into memory. */
export type MigrationSummary = Pick<JudgedMigration, 'ms' | 'ambiguous' | 'course' | 'drawn'> & {
  readonly scenario: string;
  /** Like `7.2.22`, or `7.2.22 to 11.1.3`. */
  readonly version: string;
  /** The destination's version is another one. */
  readonly isAcross: boolean;
  readonly capabilities: readonly string[];
  readonly isValidated: boolean;
  /** Why the migration was not validated, if its log says too little. */
  readonly notUnderstood: string | undefined;
  readonly isRight: boolean;
};

export interface Sought {
  readonly migrations: readonly MigrationSummary[];
  readonly findings: readonly QemuFinding[];
  readonly controls: readonly Control[];
  /** The error that ended the session early, if one did; the other fields are valid anyway. */
  readonly stopped: unknown;
}

/** Never rejects. */
export async function seek(seeking: Seeking, workspace: Workspace): Promise<Sought> {
  const migrations: MigrationSummary[] = [];
  const found = collectFindings(readKnownFindings(), seeking.onFinding);
  const planted: Control[] = [];
  let stopped: unknown;
  try {
    await seekInto({ migrations, found, planted }, seeking, workspace);
  } catch (error) {
    stopped = error;
  }
  return { migrations, findings: found.all(), controls: planted, stopped };
}

interface SoughtSoFar {
  readonly migrations: MigrationSummary[];
  readonly found: Findings;
  readonly planted: Control[];
}

async function seekInto(
  { migrations, found, planted }: SoughtSoFar,
  { campaign, reruns, controls, onFinding, onProgress }: Seeking,
  workspace: Workspace,
): Promise<void> {
  const { signal, jobs, runs, seed } = campaign;
  await runQemuCampaign(campaign, workspace, (run) => {
    found.add(run);
    migrations.push(summaryOf(run));
    const doing = `${run.scenario.name}, ${found.all().length} findings`;
    onProgress({ done: migrations.length, total: runs, doing });
  });
  for (const finding of found.all()) {
    if (signal.aborted || reruns === 0) break;
    onProgress({ done: migrations.length, total: runs, doing: `again: ${finding.key}` });
    await runAgain(finding, async ({ run: { scenario, binary, schedule }, problem }) => {
      const times = finding.known === undefined ? reruns : Math.min(reruns, KNOWN_RERUNS);
      const again = { times, jobs, signal };
      if (signal.aborted) return undefined;
      return reproduce({ ...again, scenario, binary, schedule, problem }, workspace);
    });
    // What is known is not made smaller, nor what reproduces so seldom that smaller ones could not be told apart.
    if (finding.known === undefined && isOften(finding.rate))
      await shrinkExample(finding, { jobs, signal }, workspace);
    // If the shortest example did not reproduce but another one did, that one is kept.
    if (finding.rate?.reproduced !== 0) onFinding(finding);
  }
  for (const hosts of hostsOfControls(campaign)) {
    if (signal.aborted) break;
    onProgress({ done: migrations.length, total: runs, doing: 'planted corruption' });
    const families = controllable(hosts);
    const order = { seed, binaries: hosts, families, count: controls, jobs, signal };
    planted.push(...(await runControls(order, workspace)));
  }
}

/** A known finding is run again only to state a rate. */
const KNOWN_RERUNS = 3;
const OFTEN = 0.5;

function isOften(rate: Rate | undefined): boolean {
  return rate !== undefined && rate.reproduced > OFTEN * rate.times;
}

/** Each binary by itself, and the pairs together; those alone if the campaign has only families across versions. */
function hostsOfControls(campaign: QemuCampaign): readonly (readonly QemuPair[])[] {
  const { families, binaries } = campaign;
  const crossing = families.find(({ crossesVersions }) => crossesVersions === true);
  const pairs = crossing === undefined ? [] : candidatesFor(crossing, campaign);
  const isOnly = families.every(({ crossesVersions }) => crossesVersions === true);
  return [...(isOnly ? [] : binaries.map((one) => [one])), ...(pairs.length > 0 ? [pairs] : [])];
}

/** Families whose records are seen, and whose guests write only what is planted. */
function controllable(hosts: readonly QemuPair[]): readonly QemuFamily[] {
  const isAcross = hosts.some(({ destination }) => destination !== undefined);
  return qemuFamilies.filter(
    (family) =>
      (family.crossesVersions === true) === isAcross &&
      family.loops !== true &&
      family.mismatches === undefined &&
      !isOpaque(family.capabilities) &&
      hosts.every((one) => refusalOf(family, one) === undefined),
  );
}

function summaryOf({
  scenario,
  binary,
  judgement,
  drawn,
  ms,
  ambiguous,
  course,
}: JudgedMigration): MigrationSummary {
  return {
    drawn,
    ms,
    ambiguous,
    course,
    scenario: scenario.name,
    version: nameOfPair(binary),
    isAcross: binary.destination !== undefined,
    capabilities: scenario.capabilities,
    isValidated: judgement.isValidated,
    notUnderstood: judgement.notUnderstood,
    isRight: judgement.problems.length === 0,
  };
}
