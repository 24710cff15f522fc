/** `qemu --resume`: the flags of an unfinished campaign, and whether it can go on here. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { QemuBinary } from '../../../../impl/qemu/host.ts';
import { projectRoot } from '../../../project-root.ts';
import type { CampaignFlags, Head, StoredBinary } from '../../../qemu/resuming/entries.ts';
import type { Stored } from '../../../qemu/resuming/journal-file.ts';
import { holdsCampaign, journalIn, readJournal } from '../../../qemu/resuming/journal-file.ts';
import { freshSeed } from '../../../terminal/options.ts';
import { UsageError } from '../../../terminal/usage-error.ts';
import { resumeCampaignLine } from '../../../terminal/what-to-type.ts';

/** Reruns of each finding, in a campaign or from a file, and planted corruptions, unless the user says otherwise. */
export const RERUNS = 10;
const CONTROLS = 8;

type Given = Partial<CampaignFlags> & { readonly resume?: boolean; readonly out?: string };

export interface Wanted {
  readonly flags: CampaignFlags;
  /** The unfinished campaign that goes on. */
  readonly stored: Stored | undefined;
}

/**
 * The flags of the campaign: those that were given or, of one that goes on, those that it began with.
 *
 * @throws UsageError if the folder holds a campaign that should not be lost, or is to be resumed but cannot
 * @throws BadFile if its journal is damaged
 */
export function wantedCampaign(given: Given): Wanted {
  const { seed, reruns = RERUNS, controls = CONTROLS, controlsEach, out } = given;
  if (given.resume !== true) {
    if (out !== undefined && holdsCampaign(out))
      throw new UsageError(
        `--out ${out}: holds an unfinished campaign: go on with ${resumeCampaignLine(out)}, ` +
          `or remove ${journalIn(out)} to begin another`,
      );
    const { runs, time, scenario, writer, machine, versions } = given;
    const chosen = { runs, time, scenario, writer, machine, versions, controlsEach };
    return { flags: { ...chosen, seed: seed ?? freshSeed(), reruns, controls }, stored: undefined };
  }
  if (out === undefined) throw new UsageError('--resume needs the --out DIR of the campaign');
  const stored = readJournal(out);
  const { flags, build } = stored.head;
  const names: readonly (keyof CampaignFlags)[] = [
    ...(['seed', 'runs', 'time', 'scenario', 'writer', 'machine'] as const),
    ...(['versions', 'reruns', 'controls', 'controlsEach'] as const),
  ];
  for (const name of names)
    if (given[name] !== undefined && given[name] !== flags[name])
      refuse(`${flagOf(name)} ${given[name]}: the campaign ${beganWith(name, flags[name])}`);
  if (build !== buildOfThis()) refuse('the campaign was run by another build of migcheck');
  return { flags, stored };
}

/** As the user types it. */
export function flagOf(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function beganWith(name: string, value: unknown): string {
  return value === undefined ? `began without ${flagOf(name)}` : `began with ${String(value)}`;
}

function refuse(why: string): never {
  throw new UsageError(`--resume: ${why}`);
}

/** @param hugePages - whether there are enough of them */
export function headOf(
  flags: CampaignFlags,
  binaries: readonly QemuBinary[],
  hugePages: boolean,
): Head {
  return {
    kind: 'campaign',
    format: 'migcheck-qemu-campaign',
    version: 1,
    build: buildOfThis(),
    flags,
    hugePages,
    binaries: binaries.map(storedBinary),
  };
}

/** @throws UsageError if the campaign began on other versions of QEMU, or on a host that allows other things */
export function checkHost(stored: Head, now: Head): void {
  const versionsOf = ({ binaries }: Head): string => binaries.map(({ version }) => version).join();
  if (versionsOf(stored) !== versionsOf(now))
    refuse(`the campaign began on QEMU ${versionsOf(stored)}, and here is ${versionsOf(now)}`);
  for (const [at, { version, refuses }] of stored.binaries.entries())
    if (now.binaries[at]?.refuses !== refuses)
      refuse(`QEMU ${version} does not refuse the same capabilities as when the campaign began`);
  if (stored.hugePages && !now.hugePages)
    refuse('the campaign began with huge pages of 2 MiB, of which too few are free now');
}

function storedBinary({ version, refuses }: QemuBinary): StoredBinary {
  const sets = [...refuses.keys()].toSorted();
  return { version, refuses: createHash('sha256').update(sets.join('\n')).digest('hex') };
}

/** Identifies this program by its modules and by what it knows of QEMU. */
function buildOfThis(): string {
  const modules = readdirSync(join(projectRoot, '.build'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js') && !name.includes('suites'))
    .toSorted();
  const known = join('properties', 'qemu', 'known-findings.json');
  const hash = createHash('sha256');
  for (const file of [...modules.map((name) => join('.build', name)), known])
    hash.update(`${file}\n`).update(readFileSync(join(projectRoot, file)));
  return hash.digest('hex');
}
