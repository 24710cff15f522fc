/** The builds that `build-qemu.sh` has left in the cache: QEMU as it is, and without one fix each. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../project-root.ts';
import { versionsFolder } from '../versions/versions.ts';
import type { RevertedFix } from './reverted-fix.ts';

const SCRIPT = join(projectRoot, 'properties', 'qemu', 'teeth', 'build-qemu.sh');

/** Either the binary, or the reason why there is none. */
export type Build =
  | { readonly state: 'built'; readonly path: string }
  /** The sources do not have the text of the fix: it cannot be taken back there. */
  | { readonly state: 'refused'; readonly why: string }
  | { readonly state: 'absent' };

export function teethFolder(env: NodeJS.ProcessEnv): string {
  return join(versionsFolder(env), 'teeth');
}

/** QEMU with all fixes. */
export function baseBuildIn(folder: string): string {
  return join(folder, 'base', 'qemu');
}

export function buildOf({ id }: Pick<RevertedFix, 'id'>, folder: string): Build {
  const path = join(folder, id, 'qemu');
  if (existsSync(path)) return { state: 'built', path };
  const refused = join(folder, id, 'refused');
  if (existsSync(refused)) return { state: 'refused', why: readFileSync(refused, 'utf8').trim() };
  return { state: 'absent' };
}

/** The command that builds all of them. */
export function howToBuild(folder: string): string {
  return `${SCRIPT} sid ${folder}`;
}
