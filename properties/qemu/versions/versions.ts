/**
 * Which versions of QEMU a session runs over: the one that is installed, and those of Debian's suites, which
 * are unpacked beside the system when they are first asked for and kept for the next time.
 */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { outputOf } from '../../../impl/qemu/bound-process.ts';
import type { QemuBinary } from '../../../impl/qemu/host.ts';
import { projectRoot } from '../../project-root.ts';
import { probeForFamilies } from '../families.ts';

export const INSTALLED = 'installed';

/** By the names of Debian's suites. */
export const suites = [
  { name: 'bookworm-backports', claim: 'QEMU 10.0, built for Debian 12' },
  { name: 'trixie', claim: 'QEMU 10.0 of Debian 13' },
  { name: 'sid', claim: 'QEMU 11 and later, whatever Debian has at present' },
] as const;

export const versionNames: readonly string[] = [INSTALLED, ...suites.map(({ name }) => name)];

export interface Obtained {
  readonly binaries: readonly QemuBinary[];
  readonly missing: readonly MissingVersion[];
}

export interface MissingVersion {
  readonly name: string;
  readonly why: string;
}

/** Some forty megabytes from a mirror, and a busy machine. */
const UNPACK_MS = 10 * 60_000;

/** Where versions are kept: each in a folder of its suite's name, whose file `qemu` runs it. */
export function versionsFolder(env: NodeJS.ProcessEnv): string {
  const { MIGCHECK_QEMU_CACHE: own, XDG_CACHE_HOME: caches } = env;
  return own ?? join(caches ?? join(homedir(), '.cache'), 'migcheck', 'qemu');
}

/**
 * @param names - of suites
 * @param onDoing - hears of each version before it is unpacked
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

/** @throws Error with the script's own last words */
async function unpack(suite: string, folder: string, signal: AbortSignal): Promise<void> {
  const script = join(projectRoot, 'properties', 'qemu', 'versions', 'unpack-qemu.sh');
  await outputOf('bash', [script, suite, folder], { withinMs: UNPACK_MS, signal });
}
