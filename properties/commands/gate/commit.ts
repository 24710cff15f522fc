/** What git knows of the tree under check: the commit, which is the fresh seed, and the changed files. */
import { spawnSync } from 'node:child_process';
import { join, relative } from 'node:path';
import { UsageError } from '../../terminal/usage-error.ts';
import { buildEngine, engineHash } from '../../engines/loader/load-engine.ts';
import { projectRoot } from '../../project-root.ts';

export interface Origin {
  /** The seed for all randomness of the fresh search. */
  readonly seed: string;
  /** Where the seed comes from, in words. */
  readonly says: string;
}

/** The fresh seed is the commit or, without git, a hash of the engine. */
export async function originOfSeeds(): Promise<Origin> {
  const commit = git(['rev-parse', 'HEAD']);
  if (commit !== undefined) return { seed: commit, says: `commit ${commit}` };
  const hash = ((await engineHash(await buildEngine([]))) >>> 0).toString(16).padStart(8, '0');
  return { seed: hash, says: `engine ${hash} (there is no git commit)` };
}

/**
 * The files that differ from the point where this tree branched off, relative to the project's root.
 *
 * @throws UsageError if git does not know the reference, or finds no common ancestor
 */
export function changedSince(base: string): ReadonlySet<string> {
  // A reference that begins with a dash must not be taken for an option.
  const known = git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${base}^{commit}`]);
  if (known === undefined) throw new UsageError(`--base ${base}: git has no such commit`);
  const top = git(['rev-parse', '--show-toplevel']) ?? '';
  const names = git(['diff', '--name-only', '--merge-base', known]);
  if (names === undefined)
    throw new UsageError(`--base ${base}: has no common ancestor with this tree in this clone`);
  return new Set(names.split('\n').map((name) => relative(projectRoot, join(top, name))));
}

/** More bytes than the names of all files of any tree. */
const OUTPUT_MAX = 1 << 28;

function git(args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync('git', args, { encoding: 'utf8', maxBuffer: OUTPUT_MAX });
  return status === 0 ? stdout.trim() : undefined;
}
