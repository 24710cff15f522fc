/** What this machine allows: which QEMU binaries there are, and what only root or the kernel can give. */
import { execFile } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { promisify } from 'node:util';

export interface Host {
  readonly isRoot: boolean;
  /** Postcopy needs it: root, or `vm.unprivileged_userfaultfd`. */
  readonly hasUserfaultfd: boolean;
  /** Huge pages of 2 MiB that nobody uses. */
  readonly hugePagesFree: number;
  readonly hasKvm: boolean;
}

export interface QemuBinary {
  readonly path: string;
  /** Like `7.2.22`. */
  readonly version: string;
}

export const DEFAULT_BINARY = 'qemu-system-x86_64';
export const HUGE_PAGE_BYTES: number = 2 << 20;

export function probeHost(): Host {
  const isRoot = process.getuid?.() === 0;
  return {
    isRoot,
    hasUserfaultfd: isRoot || readNumber('/proc/sys/vm/unprivileged_userfaultfd') === 1,
    hugePagesFree: readNumber('/sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages') ?? 0,
    hasKvm: canOpen('/dev/kvm'),
  };
}

/**
 * @param path - of a binary, or a name to be found on the PATH
 * @returns undefined if it cannot be run, or is no QEMU
 */
export async function probeBinary(path: string): Promise<QemuBinary | undefined> {
  try {
    const { stdout } = await promisify(execFile)(path, ['--version']);
    const [, version] = /^QEMU emulator version (\d+\.\d+(?:\.\d+)?)/.exec(stdout) ?? [];
    return version === undefined ? undefined : { path, version };
  } catch {
    return undefined;
  }
}

/** The first number of a version: what a binary can do follows from it. */
export function majorOf({ version }: QemuBinary): number {
  return Number(version.split('.', 1)[0]);
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
