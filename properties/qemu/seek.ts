/** One whole session: migrations, reruns of the findings, and positive controls. */
import type { QemuPair } from '../../impl/qemu/host.ts';
import { nameOfPair } from '../../impl/qemu/host.ts';
import type { Workspace } from '../../impl/qemu/workspace.ts';
import type { JudgedMigration, QemuCampaign } from './campaign.ts';
import { runQemuCampaign } from './campaign.ts';
import { candidatesFor } from './plan-campaign.ts';
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
  /** Planted corruptions on each version. */
  readonly controls: number;
  /** In each family, instead. */
  readonly controlsEach?: number | undefined;
  /** Gets each finding when it is first met, and again with each shorter example. */
  readonly onFinding: (finding: QemuFinding) => void;
  readonly onProgress: (progress: SeekProgress) => void;
  /** Absent if the session is not to be resumed. */
  readonly ledger?: Ledger | undefined;
}

/** What was done in earlier parts of the session, and where each deed of this one is noted as it ends. */
export interface Ledger {
  readonly done: Done;
  /** @param isExample - the migration is an example of a finding, to be shown and run again */
  readonly noteMigration: (
    run: JudgedMigration,
    summary: MigrationSummary,
    isExample: boolean,
  ) => void;
  readonly noteSearched: () => void;
  readonly noteAgain: (finding: QemuFinding) => void;
  readonly noteControl: (version: string, index: number, control: Control) => void;
}

export interface Done {
  /** Restores what was found. */
  readonly restore: (into: Pick<SoughtSoFar, 'migrations' | 'found'>) => void;
  readonly hasMigrated: (index: number) => boolean;
  /** All migrations are done. */
  readonly isSearched: boolean;
  readonly wasRunAgain: (key: string) => boolean;
  readonly controlAt: (version: string, index: number) => Control | undefined;
}

interface SeekProgress {
  readonly done: number;
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
  readonly notUnderstood?: string | undefined;
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
  const unfiled = new Set<QemuFinding>();
  const found = collectFindings(readKnownFindings(), (finding) => unfiled.add(finding));
  const planted: Control[] = [];
  let stopped: unknown;
  try {
    await seekInto({ migrations, found, unfiled, planted }, seeking, workspace);
  } catch (error) {
    stopped = error;
  }
  return { migrations, findings: found.all(), controls: planted, stopped };
}

interface SoughtSoFar {
  readonly migrations: MigrationSummary[];
  readonly found: Findings;
  /** Findings with a new example. */
  readonly unfiled: Set<QemuFinding>;
  readonly planted: Control[];
}

async function seekInto(soFar: SoughtSoFar, seeking: Seeking, workspace: Workspace): Promise<void> {
  const { migrations, found, unfiled } = soFar;
  const { campaign, onFinding, onProgress, ledger } = seeking;
  const file = (): void => {
    for (const finding of unfiled) onFinding(finding);
    unfiled.clear();
  };
  ledger?.done.restore({ migrations, found });
  file();
  if (ledger?.done.isSearched !== true)
    await runQemuCampaign(
      { ...campaign, hasMigrated: ledger?.done.hasMigrated },
      workspace,
      (run) => {
        const summary = summaryOf(run);
        found.add(run);
        migrations.push(summary);
        // What is noted is filed at the latest when the session is resumed.
        ledger?.noteMigration(run, summary, isExample(run, found.all()));
        file();
        const doing = `${run.scenario.name}, ${found.all().length} findings`;
        onProgress({ done: migrations.length, doing });
      },
    );
  if (!campaign.signal.aborted) ledger?.noteSearched();
  await runFindingsAgain(soFar, seeking, workspace);
  await plantAll(soFar, seeking, workspace);
}

/** Whether the migration is one that a finding shows, or keeps to be run again. */
export function isExample(run: JudgedMigration, findings: readonly QemuFinding[]): boolean {
  return findings.some(
    ({ example, examples }) => example === run || examples.some((one) => one.run === run),
  );
}

async function runFindingsAgain(
  { migrations, found }: SoughtSoFar,
  { campaign, reruns, onFinding, onProgress, ledger }: Seeking,
  workspace: Workspace,
): Promise<void> {
  const { signal, jobs } = campaign;
  for (const finding of found.all()) {
    if (signal.aborted || reruns === 0) break;
    if (ledger?.done.wasRunAgain(finding.key) === true) continue;
    onProgress({ done: migrations.length, doing: `again: ${finding.key}` });
    await runAgain(finding, async ({ run: { scenario, binary, schedule }, problem }) => {
      const times = finding.known === undefined ? reruns : Math.min(reruns, KNOWN_RERUNS);
      const again = { times, jobs, signal };
      if (signal.aborted) return undefined;
      return reproduce({ ...again, scenario, binary, schedule, problem }, workspace);
    });
    // What is known is not made smaller, nor what reproduces so seldom that smaller ones could not be told apart.
    if (finding.known === undefined && isOften(finding.rate))
      await shrinkExample(finding, { jobs, signal }, workspace);
    if (!signal.aborted) ledger?.noteAgain(finding);
    // If the shortest example did not reproduce but another one did, that one is kept.
    if (finding.rate?.reproduced !== 0) onFinding(finding);
  }
}

async function plantAll(
  { migrations, planted }: SoughtSoFar,
  { campaign, controls, controlsEach, onProgress, ledger }: Seeking,
  workspace: Workspace,
): Promise<void> {
  const { signal, jobs, seed, machine } = campaign;
  for (const hosts of hostsOfControls(campaign)) {
    if (signal.aborted) break;
    onProgress({ done: migrations.length, doing: 'planted corruption' });
    const of = controlsEach === undefined ? qemuFamilies : campaign.families;
    // Only a campaign that draws sets of capabilities has asked the binaries about them.
    const asked = campaign.families.some(({ mixes }) => mixes === true);
    const families = controllable(hosts, asked ? of : of.filter(({ mixes }) => mixes !== true));
    if (families.length === 0) continue;
    const name = hosts.map(nameOfPair).join(', ');
    planted.push(
      ...(await runControls(
        {
          seed,
          binaries: hosts,
          families,
          count: controlsEach === undefined ? controls : controlsEach * families.length,
          staysInFamily: controlsEach !== undefined,
          machine,
          jobs,
          signal,
          done: (index) => ledger?.done.controlAt(name, index),
          onControl: (index, control) => ledger?.noteControl(name, index, control),
        },
        workspace,
      )),
    );
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

function controllable(
  hosts: readonly QemuPair[],
  families: readonly QemuFamily[],
): readonly QemuFamily[] {
  const isAcross = hosts.some(({ destination }) => destination !== undefined);
  return families.filter(
    (family) =>
      (family.crossesVersions === true) === isAcross &&
      whyNoControls(family) === undefined &&
      hosts.every((one) => refusalOf(family, one) === undefined),
  );
}

/** Why nothing is planted in a family. */
export function whyNoControls({ mismatches }: QemuFamily): string | undefined {
  return mismatches === undefined ? undefined : 'its destinations refuse the guest';
}

export function summaryOf({
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
