/**
 * The versions of QEMU that a session can use: the installed one, and those of Debian's suites, which are
 * unpacked to a cache when they are first requested.
 */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { outputOf } from '../../../impl/qemu/bound-process.ts';
import type { QemuBinary } from '../../../impl/qemu/host.ts';
import { projectRoot } from '../../project-root.ts';
import { probeForFamilies } from '../scenarios/families.ts';

export const INSTALLED = 'installed';

/** By the names of Debian's suites. */
export const suites = [
  { name: 'bookworm-backports', claim: 'QEMU 10.0, built for Debian 12' },
  { name: 'trixie', claim: 'QEMU 10.0 of Debian 13' },
  { name: 'sid', claim: 'QEMU 11 or later, whichever Debian has at present' },
] as const;

export const versionNames: readonly string[] = [INSTALLED, ...suites.map(({ name }) => name)];

export interface Obtained {
  readonly binaries: readonly QemuBinary[];
  readonly missing: readonly MissingVersion[];
}

interface MissingVersion {
  readonly name: string;
  readonly why: string;
}

/** Enough for some forty megabytes from a mirror on a busy machine. */
const UNPACK_MS = 10 * 60_000;

/** The cache: a folder for each suite, in which the file `qemu` runs that version. */
export function versionsFolder(env: NodeJS.ProcessEnv): string {
  const { MIGCHECK_QEMU_CACHE: own, XDG_CACHE_HOME: caches } = env;
  return own ?? join(caches ?? join(homedir(), '.cache'), 'migcheck', 'qemu');
}

/**
 * @param names - the names of suites
 * @param onDoing - gets a message before each version is unpacked
 */
export async function obtainVersions(
  names: readonly string[],
  folder: string,
  { signal, onDoing }: { readonly signal: AbortSignal; readonly onDoing: (what: string) => void },
): Promise<Obtained> {
  const binaries: QemuBinary[] = [];
  const missing: MissingVersion[] = [];
  for (const name of names) {
    if (signal.aborted) break;
    const path = join(folder, name, 'qemu');
    try {
      if (!existsSync(path)) {
        onDoing(`unpacking QEMU of ${name}`);
        await unpack(name, join(folder, name), signal);
      }
      const binary = await probeForFamilies(path);
      if (binary === undefined) missing.push({ name, why: `${path} does not run` });
      else binaries.push(binary);
    } catch (error) {
      missing.push({ name, why: (error as Error).message });
    }
  }
  return { binaries, missing };
}

/** @throws Error with the script's last line of output */
async function unpack(suite: string, folder: string, signal: AbortSignal): Promise<void> {
  const script = join(projectRoot, 'properties', 'qemu', 'versions', 'unpack-qemu.sh');
  await outputOf('bash', [script, suite, folder], { withinMs: UNPACK_MS, signal });
}
