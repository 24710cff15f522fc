/** How fixes of QEMU are taken back in its sources, and what the script that builds says. Nothing is built. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../project-root.ts';
import { variantsOf } from '../../qemu/scenarios/families.ts';
import { familiesOfFix, readRevertedFixes } from '../../qemu/teeth/reverted-fix.ts';
import { temporaryFolder } from '../support/support.ts';

const FOLDER = join(projectRoot, 'properties', 'qemu', 'teeth');

describe('the fixes', () => {
  const fixes = readRevertedFixes();

  it.each(fixes.map((fix) => [fix.id, fix] as const))(
    '%s has a file of its name, and families',
    (id, fix) => {
      expect(existsSync(join(FOLDER, 'fixes', `${id}.json`))).toBe(true);
      const families = familiesOfFix(fix);
      expect(families.map(({ name }) => name).toSorted()).toEqual(fix.expect.families.toSorted());
      for (const family of families)
        for (const set of variantsOf(family)) expect(set).toEqual([...new Set(set)]);
    },
  );

  /** Sources in which each text of a fix is there so many times. */
  function sourcesWith({ edits }: (typeof fixes)[number], times: number): string {
    const tree = temporaryFolder();
    for (const { file, find } of edits) {
      const path = join(tree, file);
      mkdirSync(dirname(path), { recursive: true });
      const before = existsSync(path) ? readFileSync(path, 'utf8') : '/* the head */\n';
      writeFileSync(path, before + `{ ${find} }\n`.repeat(times));
    }
    return tree;
  }

  function revert(
    fix: string,
    pristine: string,
    tree: string,
  ): { why: string; status: number | null } {
    const script = join(FOLDER, 'revert-fix.py');
    const { status, stderr } = spawnSync('python3', [script, fix, pristine, tree], {
      encoding: 'utf8',
    });
    return { status, why: stderr.trim() };
  }

  it.each(fixes.map((fix) => [fix.id, fix] as const))('%s is taken back, and undone', (id, fix) => {
    const tree = sourcesWith(fix, 1);
    const pristine = join(temporaryFolder(), 'pristine');
    const texts = (): readonly string[] =>
      fix.edits.map(({ file }) => readFileSync(join(tree, file), 'utf8'));
    const before = texts();
    expect(revert(join(FOLDER, 'fixes', `${id}.json`), pristine, tree)).toEqual({
      status: 0,
      why: '',
    });
    fix.edits.forEach(({ find, replace }, at) =>
      expect(texts()[at]).toBe(before[at]?.replace(find, () => replace)),
    );
    expect(revert('-', pristine, tree).status).toBe(0);
    expect(texts()).toEqual(before);
  });

  it.each([
    [0, 'nowhere'],
    [2, '2 times'],
  ])('are refused if the text is there %d times, and nothing is changed', (times, why) => {
    const [fix] = fixes as readonly [(typeof fixes)[number]];
    const tree = sourcesWith(fix, times);
    const [{ file } = { file: '' }] = fix.edits;
    const before = readFileSync(join(tree, file), 'utf8');
    const json = join(FOLDER, 'fixes', `${fix.id}.json`);
    expect(revert(json, join(temporaryFolder(), 'p'), tree)).toEqual({
      status: 1,
      why: `${file} has the text to change ${why}`,
    });
    expect(readFileSync(join(tree, file), 'utf8')).toBe(before);
  });
});

describe('the script that builds', () => {
  const script = join(FOLDER, 'build-qemu.sh');

  it('wants a suite and a folder', () => {
    const { status, stderr } = spawnSync(script, ['sid'], { encoding: 'utf8' });
    expect(status).toBe(2);
    expect(stderr).toBe('usage: build-qemu.sh SUITE[=VERSION] FOLDER [FIX...]\n');
  });

  it('says which packages are missing, and installs none', () => {
    const { status, stderr } = spawnSync('bash', [script, 'sid', join(temporaryFolder(), 'f')], {
      encoding: 'utf8',
      env: { PATH: pathWithoutTools() },
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^(?:missing for a build: apt-get install .*\bninja-build\b.*|apt-get is not there.*)\n$/,
    );
  });
});

/** A PATH with what the script uses before it looks for tools. */
function pathWithoutTools(): string {
  const folder = temporaryFolder();
  for (const program of ['bash', 'mkdir', 'dirname', 'apt-get']) {
    const { stdout } = spawnSync('bash', ['-c', `command -v ${program}`], { encoding: 'utf8' });
    if (stdout.trim() !== '')
      writeFileSync(join(folder, program), `#!/bin/sh\nexec ${stdout.trim()} "$@"\n`, {
        mode: 0o755,
      });
  }
  return folder;
}
