/** Finds the binaries for `qemu`: the installed one, or those that `MIGCHECK_QEMU` or `--versions` names. */
import type { QemuBinary } from '../../../../impl/qemu/host.ts';
import { DEFAULT_BINARY } from '../../../../impl/qemu/host.ts';
import { probeForFamilies } from '../../../qemu/scenarios/families.ts';
import {
  INSTALLED,
  obtainVersions,
  suites,
  versionNames,
  versionsFolder,
} from '../../../qemu/versions/versions.ts';
import { printNames } from '../../../terminal/print-names.ts';
import type { Skipped } from './output.ts';
import { oneOf, UsageError } from '../../../terminal/usage-error.ts';

const INSTALL: string =
  'apt-get install -y --no-install-recommends qemu-system-x86, or set MIGCHECK_QEMU=path[:path...]';

export interface Binaries {
  readonly binaries: readonly QemuBinary[];
  /** Versions that were asked for but could not be obtained. */
  readonly missing: readonly Skipped[];
  /** The user has named one of these, and not asked for whatever can be had. */
  readonly isLacking: boolean;
}

export function listVersions(): void {
  printNames([
    { name: INSTALLED, claim: `${DEFAULT_BINARY} on the PATH, or what MIGCHECK_QEMU names` },
    ...suites,
    {
      name: 'all',
      claim: `all of the above; unpacked versions are kept in ${versionsFolder(process.env)}`,
    },
  ]);
}

/**
 * @param versions - the value of `--versions`: `true` or `all`, or names separated by commas
 * @throws UsageError if there is no binary, or a named path is not a QEMU binary
 */
export async function findBinaries(
  versions: string | true | undefined,
  { signal, onDoing }: { readonly signal: AbortSignal; readonly onDoing: (what: string) => void },
): Promise<Binaries> {
  const paths = process.env['MIGCHECK_QEMU'];
  if (versions === undefined)
    return { binaries: await installed(paths), missing: [], isLacking: false };
  const { names, areNamed } = namesIn(versions);
  const missing: Skipped[] = [];
  const binaries: QemuBinary[] = [];
  if (names.includes(INSTALLED))
    try {
      binaries.push(...(await installed(paths)));
    } catch (error) {
      if (!(error instanceof UsageError) || paths !== undefined) throw error;
      missing.push({ what: 'the installed QEMU', why: error.message });
    }
  const wanted = names.filter((name) => name !== INSTALLED);
  const obtained = await obtainVersions(wanted, versionsFolder(process.env), { signal, onDoing });
  binaries.push(...obtained.binaries);
  missing.push(...obtained.missing.map(({ name, why }) => ({ what: `QEMU of ${name}`, why })));
  const [first] = missing;
  if (binaries.length === 0 && first !== undefined && !signal.aborted)
    throw new UsageError(`--versions: no QEMU could be obtained: ${first.what}: ${first.why}`);
  return { binaries, missing, isLacking: areNamed && missing.length > 0 };
}

interface VersionNames {
  readonly names: readonly string[];
  /** One by one, and not as `all`. */
  readonly areNamed: boolean;
}

function namesIn(versions: string | true): VersionNames {
  const all = { names: versionNames, areNamed: false };
  if (versions === true || versions === 'all') return all;
  const names = [...new Set(versions.split(',').map((name) => name.trim()))];
  for (const name of names) oneOf([...versionNames, 'all'], name, 'version of QEMU');
  return names.includes('all') ? all : { names, areNamed: true };
}

async function installed(paths: string | undefined): Promise<readonly QemuBinary[]> {
  if (paths === undefined) {
    const binary = await probeForFamilies(DEFAULT_BINARY);
    if (binary === undefined) throw new UsageError(`QEMU is not installed: ${INSTALL}`);
    return [binary];
  }
  const binaries: QemuBinary[] = [];
  for (const path of paths.split(':').filter((one) => one !== '')) {
    const binary = await probeForFamilies(path);
    if (binary === undefined)
      throw new UsageError(`MIGCHECK_QEMU: ${path} is not a QEMU that can be run`);
    binaries.push(binary);
  }
  if (binaries.length === 0) throw new UsageError('MIGCHECK_QEMU names no binary');
  return binaries;
}
