/** One whole session: migrations, reruns of the findings, and positive controls. */
import type { Workspace } from '../../impl/qemu/workspace.ts';
import type { JudgedMigration, QemuCampaign } from './campaign.ts';
import { runQemuCampaign } from './campaign.ts';
import { qemuFamilies } from './families.ts';
import type { QemuFinding, Findings } from './findings.ts';
import { collectFindings } from './findings.ts';
import { readKnownFindings } from './known-findings.ts';
import { reproduce, runAgain } from './reproduce.ts';
import type { Control } from './run-controls.ts';
import { runControls } from './run-controls.ts';

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
  readonly version: string;
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
  const { signal, jobs, runs, seed, binaries } = campaign;
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
      const again = { times: reruns, jobs, signal };
      if (signal.aborted) return undefined;
      return reproduce({ ...again, scenario, binary, schedule, problem }, workspace);
    });
    // If the shortest example did not reproduce but another one did, that one is kept.
    if (finding.rate?.reproduced !== 0) onFinding(finding);
  }
  const [family] = qemuFamilies;
  for (const binary of binaries) {
    if (family === undefined || signal.aborted) break;
    onProgress({ done: migrations.length, total: runs, doing: 'planted corruption' });
    const order = { seed, binary, family, count: controls, jobs, signal };
    planted.push(...(await runControls(order, workspace)));
  }
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
    version: binary.version,
    isValidated: judgement.isValidated,
    notUnderstood: judgement.notUnderstood,
    isRight: judgement.problems.length === 0,
  };
}
