/** `qemu`: migrates real QEMU under the same judge. */
import { probeHost } from '../../../../impl/qemu/host.ts';
import type { MachineName } from '../../../../impl/qemu/scenario.ts';
import { machines } from '../../../../impl/qemu/scenario.ts';
import type { QemuCampaign } from '../../../qemu/campaign.ts';
import { mayUseHugePages, RUNS_WITHIN_ANY_TIME } from '../../../qemu/campaign.ts';
import type { QemuFamily } from '../../../qemu/scenarios/family.ts';
import {
  familyGroups,
  probeForSets,
  qemuFamilies,
  usesHugePages,
} from '../../../qemu/scenarios/families.ts';
import type { Writer } from '../../../qemu/scenarios/guest-programs.ts';
import { writers } from '../../../qemu/scenarios/guest-programs.ts';
import type { ExitCode } from '../../../terminal/exit-code.ts';
import { exitCode } from '../../../terminal/exit-code.ts';
import { onInterrupt } from '../../../terminal/on-interrupt.ts';
import { freshSeed } from '../../../terminal/options.ts';
import { printNames } from '../../../terminal/print-names.ts';
import type { Binaries } from './binaries.ts';
import { findBinaries } from './binaries.ts';
import { readFinding, replayFinding, writeScript } from './replay.ts';
import type { Wanted } from './resume.ts';
import { checkHost, flagOf, headOf, RERUNS, wantedCampaign } from './resume.ts';
import { OUT, runCampaign } from './run-campaign.ts';
import type { TeethOrder } from './teeth.ts';
import { runTeeth } from './teeth.ts';
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
  readonly reruns?: number;
  readonly controls?: number;
  /** In each family, instead of so many in all. */
  readonly controlsEach?: number;
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

/** The number of migrations that fit into five minutes on two cores, with reruns and controls. */
const RUNS = 200;

export function listQemuScenarios(): void {
  printNames(
    [...qemuFamilies, ...familyGroups],
    'families of scenarios of qemu; check and explore list their own',
  );
}

/** Flags of which one would be ignored. */
const APART: readonly (readonly [keyof QemuFlags, readonly (keyof QemuFlags)[]])[] = [
  ['teeth', ['resume', 'replay', 'script', 'shrink', 'versions', 'controls', 'controlsEach']],
  ['controlsEach', ['controls']],
  ['resume', ['replay', 'script', 'shrink']],
];

function checkTogether(flags: QemuFlags): void {
  for (const [one, others] of APART)
    for (const other of others)
      if (flags[one] !== undefined && flags[other] !== undefined)
        throw new UsageError(`${flagOf(one)} does not go with ${flagOf(other)}`);
}

/** @throws UsageError or BadFile before anything is started */
export async function qemu(flags: QemuFlags): Promise<ExitCode> {
  if (flags.validate !== undefined || flags.log !== undefined || flags.stream !== undefined)
    return validateFiles(flags);
  checkFlags(flags);
  checkTogether(flags);
  checkFolder(flags.out ?? OUT, '--out');
  // A fault in the file is reported even without a QEMU.
  if (flags.replay !== undefined) readFinding(flags.replay);
  if (flags.script !== undefined) return writeScript(flags.replay, flags.script);
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

function teethOrder(flags: QemuFlags, signal: AbortSignal): TeethOrder {
  const { scenario, seed = freshSeed(), reruns = RERUNS, out = OUT } = flags;
  if (reruns === 0)
    throw new UsageError('--reruns 0: what may count as found is run again at least once');
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
