/** `qemu`: migrates real QEMU under the same judge. */
import { nameOfPair, probeHost } from '../../../../impl/qemu/host.ts';
import type { MachineName } from '../../../../impl/qemu/scenario.ts';
import { machines } from '../../../../impl/qemu/scenario.ts';
import { StartError } from '../../../../impl/qemu/process.ts';
import { openWorkspace } from '../../../../impl/qemu/workspace.ts';
import type { QemuCampaign } from '../../../qemu/campaign.ts';
import { hugePagesFor, mayUseHugePages } from '../../../qemu/campaign.ts';
import type { QemuFamily } from '../../../qemu/scenarios/family.ts';
import {
  familyGroups,
  probeForSets,
  qemuFamilies,
  refusalOf,
} from '../../../qemu/scenarios/families.ts';
import type { Writer } from '../../../qemu/scenarios/guest-programs.ts';
import { writers } from '../../../qemu/scenarios/guest-programs.ts';
import { candidatesFor } from '../../../qemu/plan-campaign.ts';
import { seek } from '../../../qemu/seek.ts';
import { whyNoPairs } from '../../../qemu/versions/pairs.ts';
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
import type { QemuReport, Skipped } from './output.ts';
import { printQemu, qemuJson, verdictOf } from './output.ts';
import { readFinding, replayFinding, writeScript } from './replay.ts';
import type { ValidateFlags } from './validate.ts';
import { validateFiles } from './validate.ts';
import { oneOf, UsageError } from '../../../terminal/usage-error.ts';
import { print } from '../../../terminal/width.ts';
import { checkFolder } from '../../../running/files/write-trace.ts';

export interface QemuFlags extends ValidateFlags {
  readonly seed?: string;
  readonly runs?: number;
  readonly time?: number;
  readonly scenario?: string;
  readonly writer?: string;
  readonly machine?: string;
  readonly jobs: number;
  readonly reruns: number;
  readonly controls: number;
  /** If absent, the installed QEMU. */
  readonly versions?: string | true;
  readonly replay?: string;
  readonly shrink?: boolean;
  readonly script?: string;
  readonly out: string;
}

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
  const narrowed = {
    families: familiesOf(flags.scenario),
    machine: machineOf(flags.machine),
    writer: writerOf(flags.writer),
  };
  checkFolder(flags.out, '--out');
  // A fault in the file is reported even without a QEMU.
  if (flags.replay !== undefined) readFinding(flags.replay);
  if (flags.script !== undefined) return writeScript(flags.replay, flags.script);
  const interrupt = onInterrupt();
  const { signal } = interrupt;
  try {
    const onDoing = (what: string): void => {
      if (flags.json !== true) print(what);
    };
    const { binaries, missing, isLacking } = await findBinaries(flags.versions, {
      signal,
      onDoing,
    });
    if (signal.aborted) return sayInterrupted(flags);
    if (flags.replay !== undefined)
      return await replayFinding(flags.replay, binaries, { ...flags, signal });
    const campaign: QemuCampaign = {
      ...narrowed,
      binaries: await probeForSets(binaries, narrowed.families),
      host: probeHost(),
      jobs: flags.jobs,
      signal,
      seed: flags.seed ?? freshSeed(),
      runs: flags.runs ?? (flags.time === undefined ? RUNS : RUNS_WITHIN_ANY_TIME),
      timeMs: flags.time,
    };
    return await runCampaign(campaign, { missing, isLacking }, flags);
  } finally {
    interrupt.forget();
  }
}

/** The command was interrupted before the first migration. */
function sayInterrupted({ json }: QemuFlags): ExitCode {
  if (json !== true) console.log('interrupted before the first migration');
  return exitCode.interrupted;
}

async function runCampaign(
  campaign: QemuCampaign,
  { missing, isLacking }: Omit<Binaries, 'binaries'>,
  flags: QemuFlags,
): Promise<ExitCode> {
  const { families, binaries, signal, seed } = campaign;
  const impossible = impossibleOf(campaign);
  const isPossible = families.some((family) =>
    candidatesFor(family, campaign).some((one) => refusalOf(family, one) === undefined),
  );
  if (!isPossible) throw new UsageError(`--scenario ${flags.scenario}: ${impossible[0]?.why}`);
  const skipped = [...missing, ...impossible, ...reducedOf(campaign)];
  if (flags.json !== true) announce(campaign, skipped);
  const startedAt = performance.now();
  const total = flags.time === undefined ? campaign.runs : undefined;
  const progress = startProgress({ unit: 'migrations', total, timeMs: flags.time });
  const workspace = openWorkspace();
  const unwritten: string[] = [];
  try {
    const sought = await seek(
      {
        campaign,
        reruns: flags.reruns,
        controls: flags.controls,
        onFinding(finding) {
          try {
            fileFinding(finding, flags.out);
          } catch (error) {
            unwritten.push(`--out ${flags.out}: ${(error as Error).message}`);
          }
        },
        onProgress: ({ done, doing }) => progress.update(done, doing),
      },
      workspace,
    );
    progress.stop();
    // An interrupt while QEMU is starting is not a failure.
    if (sought.stopped instanceof StartError && sought.migrations.length === 0 && !signal.aborted)
      throw new UsageError(sought.stopped.message);
    const isInterrupted = signal.aborted;
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
    if (flags.json === true) printDocument(qemuJson(report));
    else printQemu(report);
    if (unwritten[0] !== undefined) console.error(`migcheck: ${unwritten[0]}`);
    // Any other error is a bug of the harness, and is reported as one.
    if (isInterrupted) return exitCode.interrupted;
    if (sought.stopped !== undefined && !(sought.stopped instanceof StartError))
      throw sought.stopped;
    return exitCode[report.verdict];
  } finally {
    progress.stop();
    workspace.close();
  }
}

/** With --time and without --runs, the time is the limit. */
const RUNS_WITHIN_ANY_TIME = 1_000_000;

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

function impossibleOf(campaign: QemuCampaign): readonly Skipped[] {
  const { families, binaries, machine } = campaign;
  return families.flatMap((family): readonly Skipped[] => {
    const candidates = candidatesFor(family, campaign);
    if (candidates.length === 0) return [{ what: family.name, why: whyNoPairs(binaries, machine) }];
    return candidates.flatMap((one) => {
      const why = refusalOf(family, one);
      return why === undefined ? [] : [{ what: `${family.name} on ${nameOfPair(one)}`, why }];
    });
  });
}

/** Scenarios that run in a reduced form. */
function reducedOf({ families, host, jobs }: QemuCampaign): readonly Skipped[] {
  const hasKvm = host.hasKvm ? 'migcheck supports only TCG' : 'there is no /dev/kvm';
  const kvm = { what: 'any scenario under KVM; TCG is used instead', why: hasKvm };
  const hasPreempt = families.some(({ name }) => name === 'preempt');
  if (!hasPreempt || mayUseHugePages(host, jobs)) return [kvm];
  const why = `that needs ${hugePagesFor(jobs)} free huge pages of 2 MiB (/proc/sys/vm/nr_hugepages)`;
  return [kvm, { what: 'preempt with host pages of 2 MiB; 4 KiB is used instead', why }];
}
