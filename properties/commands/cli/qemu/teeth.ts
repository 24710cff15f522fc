/** `qemu --teeth`: which builds of QEMU with a fix taken back are told from the one with it, and how soon. */
import { join } from 'node:path';
import type { QemuBinary } from '../../../../impl/qemu/host.ts';
import { probeHost } from '../../../../impl/qemu/host.ts';
import { StartError } from '../../../../impl/qemu/process.ts';
import { openWorkspace } from '../../../../impl/qemu/workspace.ts';
import type { QemuCampaign } from '../../../qemu/campaign.ts';
import { RUNS_WITHIN_ANY_TIME } from '../../../qemu/campaign.ts';
import { findingFileOf, printFinding } from '../../../qemu/findings/finding-file.ts';
import {
  probeForFamilies,
  probeForSets,
  qemuFamilies,
  refusalOf,
} from '../../../qemu/scenarios/families.ts';
import type { QemuFamily } from '../../../qemu/scenarios/family.ts';
import { baseBuildIn, buildOf, howToBuild, teethFolder } from '../../../qemu/teeth/builds.ts';
import type { Hunted } from '../../../qemu/teeth/hunt.ts';
import type { RevertedFix } from '../../../qemu/teeth/reverted-fix.ts';
import { familiesOfFix, readRevertedFixes } from '../../../qemu/teeth/reverted-fix.ts';
import { runHunt } from '../../../qemu/teeth/run-hunt.ts';
import { writeWhole } from '../../../running/files/write-whole.ts';
import type { ExitCode } from '../../../terminal/exit-code.ts';
import { exitCode } from '../../../terminal/exit-code.ts';
import { printDocument } from '../../../terminal/print-document.ts';
import { printNames } from '../../../terminal/print-names.ts';
import { startProgress } from '../../../terminal/progress-line.ts';
import { oneOf, UsageError } from '../../../terminal/usage-error.ts';
import { print } from '../../../terminal/width.ts';
import type { Tooth } from './teeth-output.ts';
import { printTeeth, teethJson, verdictOfTeeth } from './teeth-output.ts';

export interface TeethOrder extends Pick<
  QemuCampaign,
  'machine' | 'writer' | 'jobs' | 'signal' | 'seed'
> {
  /** Instead of those that concern each fix. */
  readonly families: readonly QemuFamily[] | undefined;
  readonly runs?: number;
  /** Milliseconds for each build. */
  readonly time?: number;
  readonly reruns: number;
  readonly out: string;
  readonly json?: boolean;
}

/** Migrations for each build: a minute or two if the machine is idle. */
const RUNS = 100;

export function listTeeth(): void {
  const folder = teethFolder(process.env);
  printNames(
    readRevertedFixes().map((fix) => {
      const build = buildOf(fix, folder);
      const state = build.state === 'absent' ? 'not built' : build.state;
      return { name: fix.id, claim: `${state}: ${fix.title} (${fix.commit}, ${fix.since})` };
    }),
    `builds are kept in ${folder}; to build them: ${howToBuild(folder)}`,
  );
}

/** What is to be told from the base: a build of the cache, or a binary of the user's. */
interface Candidate {
  readonly name: string;
  readonly fix: RevertedFix | undefined;
  /** The binary without the fix, or why there is none. */
  readonly path: string | undefined;
  readonly why: string | undefined;
  /** Undefined if it does not run. */
  readonly binary: QemuBinary | undefined;
}

/**
 * @param names - `true` for all fixes, or their ids and paths of binaries, separated by commas
 * @throws UsageError if a name is unknown, or a binary does not run
 */
export async function runTeeth(names: string | true, order: TeethOrder): Promise<ExitCode> {
  const { json = false, seed, signal } = order;
  const folder = teethFolder(process.env);
  const candidates = await candidatesOf(names, folder);
  const base = await baseOf(folder);
  const teeth: Tooth[] = [];
  if (base !== undefined && !json) print(`seed: ${seed}; QEMU ${base.version}: ${base.path}`);
  for (const one of candidates) {
    if (signal.aborted) break;
    const tooth = base === undefined ? untried(one) : await tryOne(one, base, order);
    teeth.push(tooth);
  }
  const report = { verdict: verdictOfTeeth(teeth), seed, qemu: base?.version, teeth };
  const hint = teeth.some(({ state }) => state === 'not built') ? howToBuild(folder) : undefined;
  if (json) printDocument(teethJson(report, hint));
  else printTeeth(report, hint);
  return signal.aborted ? exitCode.interrupted : exitCode[report.verdict];
}

const NO_BASE = 'there is no build with all fixes to compare with';

/** A name or a path that is wrong is told before anything is hunted for. */
async function candidatesOf(names: string | true, folder: string): Promise<readonly Candidate[]> {
  const candidates: Candidate[] = [];
  for (const one of namedBy(names, folder)) {
    const { fix, path } = one;
    const binary = path === undefined ? undefined : await probeForFamilies(path);
    if (fix === undefined && binary === undefined)
      throw new UsageError(`--teeth: ${path} is not a QEMU that can be run`);
    candidates.push({ ...one, binary });
  }
  return candidates;
}

function namedBy(names: string | true, folder: string): readonly Omit<Candidate, 'binary'>[] {
  const fixes = readRevertedFixes();
  const ids = fixes.map(({ id }) => id);
  const chosen = names === true || names === 'all' ? ids : names.split(',');
  return [...new Set(chosen.map((one) => one.trim()))].map((name) => {
    if (name.includes('/')) return { name, fix: undefined, path: name, why: undefined };
    oneOf(ids, name, 'fix');
    const fix = fixes.find(({ id }) => id === name);
    const build = buildOf({ id: name }, folder);
    const path = build.state === 'built' ? build.path : undefined;
    return { name, fix, path, why: build.state === 'refused' ? build.why : undefined };
  });
}

/** What `MIGCHECK_QEMU` names, or the build with all fixes. */
async function baseOf(folder: string): Promise<QemuBinary | undefined> {
  const named = process.env['MIGCHECK_QEMU']?.split(':').filter((one) => one !== '') ?? [];
  if (named.length > 1) throw new UsageError('MIGCHECK_QEMU: --teeth compares with one QEMU only');
  const [own] = named;
  const base = await probeForFamilies(own ?? baseBuildIn(folder));
  if (base === undefined && own !== undefined)
    throw new UsageError(`MIGCHECK_QEMU: ${own} is not a QEMU that can be run`);
  return base;
}

function untried({ name, fix, path, why }: Candidate): Tooth {
  const state = why === undefined ? 'not built' : 'refused';
  return { name, fix, state, why: why ?? (path === undefined ? '' : NO_BASE) };
}

async function tryOne(one: Candidate, base: QemuBinary, order: TeethOrder): Promise<Tooth> {
  const { name, fix, path, binary: reverted } = one;
  if (path === undefined) return untried(one);
  if (reverted === undefined) return { name, fix, state: 'not built', why: `${path} does not run` };
  if (fix !== undefined && reverted.version !== base.version) {
    const why = `it is QEMU ${reverted.version}, and the one to compare with ${base.version}`;
    return { name, fix, state: 'not tried', why };
  }
  const families = order.families ?? (fix === undefined ? qemuFamilies : familiesOfFix(fix));
  const reasons = families.map((family) => refusalOf(family, reverted) ?? refusalOf(family, base));
  const possible = families.filter((_, at) => reasons[at] === undefined);
  if (possible.length === 0) return { name, fix, state: 'not tried', why: reasons[0] ?? '' };
  const [probedBase = base, probed = reverted] = await probeForSets([base, reverted], possible);
  const builds = { base: probedBase, reverted: probed };
  const hunted = await huntIn(order, builds, { name, families: possible });
  if (hunted instanceof StartError) {
    const state = order.signal.aborted ? 'interrupted' : 'not tried';
    return { name, fix, state, why: hunted.message };
  }
  const { found } = hunted;
  if (found === undefined)
    return { name, fix, state: order.signal.aborted ? 'interrupted' : 'missed', hunted };
  const file = join(order.out, `teeth-${name.replaceAll(/[^\w.-]+/g, '-')}.json`);
  writeWhole(file, printFinding(findingFileOf(found.run, found.problem)));
  return { name, fix, state: 'found', hunted, file, path };
}

async function huntIn(
  { time: timeMs, ...order }: TeethOrder,
  builds: { readonly base: QemuBinary; readonly reverted: QemuBinary },
  { name, families }: { readonly name: string; readonly families: readonly QemuFamily[] },
): Promise<Hunted | StartError> {
  const runs = order.runs ?? (timeMs === undefined ? RUNS : RUNS_WITHIN_ANY_TIME);
  const total = timeMs === undefined ? runs : undefined;
  const progress = startProgress({ unit: 'migrations', total, timeMs, title: name });
  const workspace = openWorkspace();
  try {
    return await runHunt(
      {
        ...order,
        builds,
        families,
        timeMs,
        runs,
        host: probeHost(),
        onProgress: progress.update,
      },
      workspace,
    );
  } catch (error) {
    // The builds after this one are tried all the same.
    if (error instanceof StartError) return error;
    throw error;
  } finally {
    progress.stop();
    workspace.close();
  }
}
