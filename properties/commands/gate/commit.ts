/** What git says of the tree that is judged: the commit that fresh seeds come from, and what changed. */
import { spawnSync } from 'node:child_process';
import { join, relative } from 'node:path';
import { UsageError } from '../../terminal/usage-error.ts';
import { buildEngine, engineHash } from '../../engines/loader/load-engine.ts';
import { projectRoot } from '../../project-root.ts';

export interface Origin {
  /** All chance of the fresh seeds comes from this. */
  readonly seed: string;
  /** Where it comes from, in words. */
  readonly says: string;
}

/** The same tree has the same fresh seeds; without git, the same engine has. */
export async function originOfSeeds(): Promise<Origin> {
  const commit = git(['rev-parse', 'HEAD']);
  if (commit !== undefined) return { seed: commit, says: `commit ${commit}` };
  const hash = ((await engineHash(await buildEngine([]))) >>> 0).toString(16).padStart(8, '0');
  return { seed: hash, says: `engine ${hash} (there is no git to name a commit)` };
}

/**
 * Files that differ from where this work branched off, from the project's root.
 *
 * @throws UsageError if git does not know the reference
 */
export function changedSince(base: string): ReadonlySet<string> {
  // Whatever begins with a dash would be an option.
  const known = git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${base}^{commit}`]);
  if (known === undefined) throw new UsageError(`--base ${base}: git knows no such commit`);
  const top = git(['rev-parse', '--show-toplevel']) ?? '';
  const names = git(['diff', '--name-only', '--merge-base', known]);
  if (names === undefined)
    throw new UsageError(
      `--base ${base}: has no ancestor in common with this tree, as far as cloned`,
    );
  return new Set(names.split('\n').map((name) => relative(projectRoot, join(top, name))));
}

/** More than the names of all files of any tree. */
const OUTPUT_MAX = 1 << 28;

function git(args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync('git', args, { encoding: 'utf8', maxBuffer: OUTPUT_MAX });
  return status === 0 ? stdout.trim() : undefined;
}
