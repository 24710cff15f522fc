/** What this machine offers: its QEMU binaries, what they support here, and what the kernel provides. */
import { accessSync, constants, readFileSync } from 'node:fs';
import { outputOf } from './bound-process.ts';
import type { HostName } from './link-part.ts';
import { nameVersions } from './version.ts';

export interface Host {
  /** Free huge pages of 2 MiB. */
  readonly hugePagesFree: number;
  /** This user may open `/dev/kvm`. */
  readonly hasKvm: boolean;
}

export interface QemuBinary {
  readonly path: string;
  /** Like `7.2.22`. */
  readonly version: string;
  /** Sets of migration capabilities, joined by commas, that it refuses here, with its error messages. */
  readonly refuses: ReadonlyMap<string, string>;
  /** The names of its machine types, like `pc-q35-7.2`; absent if it was not asked. */
  readonly machineTypes?: readonly string[] | undefined;
}

/** The binaries of a migration: the source's, which is also the destination's unless that has another one. */
export interface QemuPair extends QemuBinary {
  readonly destination?: QemuBinary | undefined;
}

export function binaryOf(pair: QemuPair, host: HostName): QemuBinary {
  return host === 'destination' ? (pair.destination ?? pair) : pair;
}

/** Like `7.2.22`, or `7.2.22 to 11.1.3`. */
export function nameOfPair(pair: {
  readonly version: string;
  readonly destination?: { readonly version: string } | undefined;
}): string {
  return nameVersions(pair.version, pair.destination?.version);
}

export const DEFAULT_BINARY = 'qemu-system-x86_64';
export const HUGE_PAGE_BYTES: number = 2 << 20;

export function probeHost(): Host {
  return {
    hugePagesFree: readNumber('/sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages') ?? 0,
    hasKvm: canOpen('/dev/kvm'),
  };
}

/**
 * Asks the binary itself, which asks the kernel, for example whether there is userfaultfd for postcopy.
 *
 * @param path - of a binary, or a name to be found on the PATH
 * @param sets - of migration capabilities, each to be tried
 * @returns undefined if it cannot be run, or is not QEMU
 */
export async function probeBinary(
  path: string,
  sets: readonly (readonly string[])[],
): Promise<QemuBinary | undefined> {
  try {
    const stdout = await outputOf(path, ['--version'], { withinMs: ANSWER_MS });
    const [, version] = /^QEMU emulator version (\d+\.\d+(?:\.\d+)?)/.exec(stdout) ?? [];
    if (version === undefined) return undefined;
    const machineTypes = await machineTypesOf(path);
    return { path, version, refuses: await refusedBy(path, sets), machineTypes };
  } catch {
    return undefined;
  }
}

async function machineTypesOf(path: string): Promise<readonly string[]> {
  const stdout = await outputOf(path, ['-machine', 'help'], { withinMs: ANSWER_MS });
  return stdout.split('\n').flatMap((line) => /^(\S+)\s{2,}\S/.exec(line)?.[1] ?? []);
}

/** Asks about more sets of capabilities. @throws Error if the binary does not answer */
export async function askAbout(
  binary: QemuBinary,
  sets: readonly (readonly string[])[],
): Promise<QemuBinary> {
  const more = await refusedBy(binary.path, sets);
  return { ...binary, refuses: new Map([...binary.refuses, ...more]) };
}

/** A binary that has not answered after this many milliseconds counts as failed, even on a busy machine. */
const ANSWER_MS = 60_000;
/** An empty machine that waits for `migrate-incoming`. */
const EMPTY =
  '-machine none -nodefaults -no-user-config -display none -S -incoming defer -qmp stdio';

/** @throws Error if the binary does not take commands */
async function refusedBy(
  path: string,
  sets: readonly (readonly string[])[],
): Promise<ReadonlyMap<string, string>> {
  const commands = [
    { execute: 'qmp_capabilities' },
    ...sets.flatMap((set) => [setCapabilities(set, true), setCapabilities(set, false)]),
    { execute: 'quit' },
  ];
  const input = commands.map((one) => `${JSON.stringify(one)}\n`).join('');
  const stdout = await outputOf(path, EMPTY.split(' '), { input, withinMs: ANSWER_MS });
  const replies = stdout.split('\n').filter((line) => line.startsWith('{'));
  const refused = new Map<string, string>();
  for (const line of replies) {
    const { id, error } = JSON.parse(line) as { id?: string; error?: { desc: string } };
    if (id !== undefined && error !== undefined) refused.set(id, error.desc);
  }
  return refused;
}

/** Only switching on has an id: an error when switching off does not matter. */
function setCapabilities(set: readonly string[], state: boolean): object {
  return {
    execute: 'migrate-set-capabilities',
    ...(state ? { id: set.join() } : {}),
    arguments: { capabilities: set.map((capability) => ({ capability, state })) },
  };
}

function readNumber(file: string): number | undefined {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function canOpen(file: string): boolean {
  try {
    accessSync(file, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
