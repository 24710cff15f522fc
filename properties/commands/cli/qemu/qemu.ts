/** `qemu`: migrates real QEMU under the same judge. */
import { probeHost } from '../../../../impl/qemu/host.ts';
import type { MachineName } from '../../../../impl/qemu/scenario.ts';
import { machines } from '../../../../impl/qemu/scenario.ts';
import { StartError } from '../../../../impl/qemu/process.ts';
import { openWorkspace } from '../../../../impl/qemu/workspace.ts';
import type { QemuCampaign } from '../../../qemu/campaign.ts';
import { mayUseHugePages, RUNS_WITHIN_ANY_TIME } from '../../../qemu/campaign.ts';
import type { QemuFamily } from '../../../qemu/scenarios/family.ts';
import {
  familyGroups,
  probeForSets,
  qemuFamilies,
  refusalOf,
  usesHugePages,
} from '../../../qemu/scenarios/families.ts';
import type { Writer } from '../../../qemu/scenarios/guest-programs.ts';
import { writers } from '../../../qemu/scenarios/guest-programs.ts';
import { candidatesFor } from '../../../qemu/plan-campaign.ts';
import type { CampaignFlags, Head } from '../../../qemu/resuming/entries.ts';
import type { Journal, Stored } from '../../../qemu/resuming/journal-file.ts';
import { beginJournal, openJournal } from '../../../qemu/resuming/journal-file.ts';
import { seek } from '../../../qemu/seek.ts';
import { pairsOf } from '../../../qemu/versions/pairs.ts';
import type { ExitCode } from '../../../terminal/exit-code.ts';
import { exitCode } from '../../../terminal/exit-code.ts';
import { onInterrupt } from '../../../terminal/on-interrupt.ts';
import { freshSeed } from '../../../terminal/options.ts';
import { printDocument } from '../../../terminal/print-document.ts';
import { printNames } from '../../../terminal/print-names.ts';
import { startProgress } from '../../../terminal/progress-line.ts';
import { fileFinding } from './file-finding.ts';
import type { Binaries } from './binaries.ts';
import { findBinaries } from './binaries.ts';
import { impossibleOf, reducedOf } from './not-run.ts';
import type { QemuReport, Skipped } from './output.ts';
import { printQemu, qemuJson, verdictOf } from './output.ts';
import { readFinding, replayFinding, writeScript } from './replay.ts';
import type { Wanted } from './resume.ts';
import { checkHost, headOf, wantedCampaign } from './resume.ts';
import type { TeethOrder } from './teeth.ts';
import { runTeeth } from './teeth.ts';
import type { ValidateFlags } from './validate.ts';
import { validateFiles } from './validate.ts';
import { oneOf, UsageError } from '../../../terminal/usage-error.ts';
import { resumeCampaignLine } from '../../../terminal/what-to-type.ts';
import { print } from '../../../terminal/width.ts';
import { BadFile } from '../../../../traces/parse-json.ts';
import { checkFolder } from '../../../running/files/write-trace.ts';

export interface QemuFlags extends ValidateFlags {
  readonly seed?: string;
  readonly runs?: number;
  readonly time?: number;
  readonly scenario?: string;
  readonly writer?: string;
  readonly machine?: string;
  readonly jobs: number;
  readonly reruns?: number;
  readonly controls?: number;
  /** If absent, the installed QEMU. */
  readonly versions?: string | true;
  readonly replay?: string;
  readonly shrink?: boolean;
  readonly script?: string;
  readonly out?: string;
  readonly resume?: boolean;
  /** Ids of fixes that were taken back, or paths of binaries; all that are built if `true`. */
  readonly teeth?: string | true;
}

/** Where findings are written without `--out`. */
const OUT = 'report';
/** Reruns of a finding from a file. */
const RERUNS = 10;

/** The number of migrations that fit into five minutes on two cores, with reruns and controls. */
const RUNS = 200;

export function listQemuScenarios(): void {
  printNames(
    [...qemuFamilies, ...familyGroups],
    'families of scenarios of qemu; check and explore list their own',
  );
}

/** @throws UsageError or BadFile before anything is started */
export async function qemu(flags: QemuFlags): Promise<ExitCode> {
  if (flags.validate !== undefined || flags.log !== undefined || flags.stream !== undefined)
    return validateFiles(flags);
  checkFlags(flags);
  checkFolder(flags.out ?? OUT, '--out');
  // A fault in the file is reported even without a QEMU.
  if (flags.replay !== undefined) readFinding(flags.replay);
  if (flags.script !== undefined) return writeScript(flags.replay, flags.script);
  if (flags.replay !== undefined && flags.resume === true)
    throw new UsageError('--resume continues a campaign, and --replay runs a finding again');
  const isCampaign = flags.replay === undefined && flags.teeth === undefined;
  const wanted = isCampaign ? wantedCampaign(flags) : undefined;
  const interrupt = onInterrupt();
  const { signal } = interrupt;
  try {
    const onDoing = (what: string): void => {
      if (flags.json !== true) print(what);
    };
    if (flags.teeth !== undefined) return await runTeeth(flags.teeth, teethOrder(flags, signal));
    const versions = wanted?.flags.versions ?? flags.versions;
    const found = await findBinaries(versions, { signal, onDoing });
    if (signal.aborted) return sayInterrupted(flags);
    if (wanted !== undefined) return await runWanted(wanted, found, { ...flags, signal });
    const { replay = '', reruns = RERUNS } = flags;
    return await replayFinding(replay, found.binaries, { ...flags, reruns, signal });
  } finally {
    interrupt.forget();
  }
}

/** @throws UsageError if a flag names nothing that exists */
function checkFlags({ scenario, machine, writer }: QemuFlags): void {
  familiesOf(scenario);
  machineOf(machine);
  writerOf(writer);
}

async function runWanted(
  { flags: wanted, stored }: Wanted,
  { binaries, missing, isLacking }: Binaries,
  given: QemuFlags & Pick<QemuCampaign, 'signal'>,
): Promise<ExitCode> {
  const { jobs, signal } = given;
  const { seed, time, runs = time === undefined ? RUNS : RUNS_WITHIN_ANY_TIME } = wanted;
  const families = familiesOf(wanted.scenario);
  const probed = await probeForSets(binaries, families);
  const host = probeHost();
  const mayUse = mayUseHugePages(host, jobs) && families.some(usesHugePages);
  const head = headOf(wanted, probed, mayUse);
  if (stored !== undefined) checkHost(stored.head, head);
  const hugePages = stored?.head.hugePages ?? head.hugePages;
  const campaign: QemuCampaign = {
    families,
    machine: machineOf(wanted.machine),
    writer: writerOf(wanted.writer),
    binaries: probed,
    host: hugePages ? host : { ...host, hugePagesFree: 0 },
    jobs,
    signal,
    seed,
    runs,
    timeMs: time === undefined ? undefined : Math.max(0, time - (stored?.ms ?? 0)),
  };
  const { out } = given;
  const json = given.json === true;
  return await runCampaign({ campaign, missing, isLacking, wanted, out, json, head, stored });
}

/** A campaign, and what is to be told and kept of it. */
interface CampaignOrder {
  readonly campaign: QemuCampaign;
  readonly missing: readonly Skipped[];
  /** A version that the user has named could not be obtained. */
  readonly isLacking: boolean;
  readonly wanted: CampaignFlags;
  readonly out: string | undefined;
  readonly json: boolean;
  readonly head: Head;
  readonly stored: Stored | undefined;
}

function teethOrder(flags: QemuFlags, signal: AbortSignal): TeethOrder {
  const { scenario, seed = freshSeed(), reruns = RERUNS, out = OUT } = flags;
  return {
    ...flags,
    families: scenario === undefined ? undefined : familiesOf(scenario),
    machine: machineOf(flags.machine),
    writer: writerOf(flags.writer),
    seed,
    reruns,
    out,
    signal,
  };
}

/** The command was interrupted before the first migration. */
function sayInterrupted({ json }: QemuFlags): ExitCode {
  if (json !== true) console.log('interrupted before the first migration');
  return exitCode.interrupted;
}

async function runCampaign(order: CampaignOrder): Promise<ExitCode> {
  const { campaign, missing, isLacking, wanted, out, json, stored } = order;
  const { families, binaries, signal, seed } = campaign;
  const impossible = impossibleOf(campaign);
  const isPossible = families.some((family) =>
    candidatesFor(family, campaign).some((one) => refusalOf(family, one) === undefined),
  );
  if (!isPossible) throw new UsageError(`--scenario ${wanted.scenario}: ${impossible[0]?.why}`);
  const skipped = [...missing, ...impossible, ...reducedOf(campaign)];
  const unwritten: string[] = [];
  const onError = (why: string): void => void unwritten.push(`--out ${out ?? OUT}: ${why}`);
  const journal = journalOf(order, onError);
  if (!json) announce(campaign, skipped);
  const startedAt = performance.now() - (stored?.ms ?? 0);
  const total = wanted.time === undefined ? campaign.runs : undefined;
  const doneBefore = stored?.entries.filter(({ kind }) => kind === 'migration').length;
  const work = { unit: 'migrations', total, timeMs: campaign.timeMs, doneBefore };
  const progress = startProgress(work);
  const workspace = openWorkspace();
  try {
    const sought = await seek(
      {
        campaign,
        reruns: wanted.reruns,
        controls: wanted.controls,
        onFinding(finding) {
          try {
            fileFinding(finding, out ?? OUT);
          } catch (error) {
            onError((error as Error).message);
          }
        },
        onProgress: ({ done, doing }) => progress.update(done, doing),
        ledger: journal?.ledger,
      },
      workspace,
    );
    progress.stop();
    const isInterrupted = signal.aborted;
    const isStopped = sought.stopped !== undefined;
    if (!isInterrupted && (!isStopped || sought.migrations.length === 0)) journal?.remove();
    // An interrupt while QEMU is starting is not a failure.
    if (sought.stopped instanceof StartError && sought.migrations.length === 0 && !isInterrupted)
      throw new UsageError(sought.stopped.message);
    const isCutShort = isInterrupted && sought.stopped instanceof StartError;
    const report: QemuReport = {
      ...sought,
      stopped: isCutShort ? undefined : sought.stopped,
      seed,
      binaries,
      skipped,
      lacking: isLacking ? missing : [],
      seconds: (performance.now() - startedAt) / 1000,
      isInterrupted,
      verdict: verdictOf(sought, isInterrupted || isLacking),
    };
    if (json) printDocument(qemuJson(report));
    else printQemu(report);
    if (unwritten[0] !== undefined) console.error(`migcheck: ${unwritten[0]}`);
    if (!json && out !== undefined && (isInterrupted || isStopped))
      print(`to go on: ${resumeCampaignLine(out)}`);
    // Any other error is a bug of the harness, and is reported as one.
    if (isInterrupted) return exitCode.interrupted;
    if (isStopped && !(sought.stopped instanceof StartError)) throw sought.stopped;
    return exitCode[report.verdict];
  } finally {
    progress.stop();
    workspace.close();
    journal?.close();
  }
}

/** Only in a folder that the user has named: other campaigns may use the usual one at the same time. */
function journalOf(
  { campaign, out, head, stored }: CampaignOrder,
  onError: (why: string) => void,
): Journal | undefined {
  if (out === undefined) return undefined;
  try {
    const binaries = [...campaign.binaries, ...pairsOf(campaign.binaries).flat()];
    return openJournal(out, stored ?? beginJournal(out, head), { binaries, onError });
  } catch (error) {
    throw error instanceof BadFile
      ? error
      : new UsageError(`--out ${out}: ${(error as Error).message}`);
  }
}

function announce({ seed, binaries }: QemuCampaign, skipped: readonly Skipped[]): void {
  print(`seed: ${seed}`);
  for (const { path, version } of binaries) print(`QEMU ${version}: ${path}`);
  for (const { what, why } of skipped) print(`not run: ${what}: ${why}`);
}

function familiesOf(name: string | undefined): readonly QemuFamily[] {
  if (name === undefined) return qemuFamilies;
  const names = [...qemuFamilies, ...familyGroups].map((one) => one.name);
  oneOf(names, name, 'scenario for QEMU');
  const group = familyGroups.find((one) => one.name === name);
  return qemuFamilies.filter((one) => group?.includes(one) ?? one.name === name);
}

function machineOf(name: string | undefined): MachineName | undefined {
  if (name !== undefined) oneOf(machines, name, 'machine');
  return machines.find((one) => one === name);
}

function writerOf(name: string | undefined): Writer | undefined {
  if (name !== undefined) oneOf(writers, name, 'writer');
  return writers.find((one) => one === name);
}
