/** Builds that are damaged, interrupted, requested twice at once, impossible, or made from other files. */
import { spawn } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../project-root.ts';
import { copyCheckout } from '../support/checkout.ts';
import { runNode } from '../support/support.ts';

const LIST = ['check', '--strategy', 'list'] as const;
const MERGE = 'impl/engine/source/merge-log.ts';
const CALL = 'forgetSentPages(block);';
const MISSPELT = 'forgetSentPages(blocks);';
const STRATEGIES = 'properties/searching/strategies/strategies.ts';
const BUILT_MERGE = '.build/impl/engine/source/merge-log.js';

const checkout = copyCheckout();
afterAll(() => checkout.remove());

describe('a build', () => {
  it('that was edited is made again', async () => {
    const before = checkout.read(BUILT_MERGE);
    appendFileSync(join(checkout.root, BUILT_MERGE), 'throw new Error("edited");\n');
    const { status, stderr } = await checkout.run(LIST);
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: `migcheck: building, because ${BUILT_MERGE} is not what the compiler wrote\n`,
    });
    expect(checkout.read(BUILT_MERGE)).toBe(before);
  });

  it('that is missing is made again by every script', async () => {
    rmSync(join(checkout.root, '.build'), { recursive: true });
    const { status, stdout, stderr } = await checkout.script('check', LIST.slice(1));
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: 'migcheck: building, because the build is not complete\n',
    });
    expect(stdout).toMatch(/^random\b/);
  });

  it('that was killed at any moment is never taken for complete', async () => {
    const manifest = join(checkout.root, '.build', 'manifest.json');
    for (const ms of [0, 1000]) {
      const builder = join(checkout.root, 'properties', 'building', 'build-anew.js');
      // Kills the builder with all its children, like a power failure.
      const child = spawn(process.execPath, [builder], { stdio: 'ignore', detached: true });
      while (existsSync(manifest)) await setTimeout(1);
      await setTimeout(ms);
      const isOver = child.exitCode !== null;
      if (child.pid !== undefined && !isOver) process.kill(-child.pid, 'SIGKILL');
      const { status, stdout, stderr } = await checkout.run(LIST);
      expect({ status, stdout: stdout.slice(0, 6) }).toEqual({ status: 0, stdout: 'random' });
      expect(stderr).toBe(isOver ? '' : 'migcheck: building, because the build is not complete\n');
    }
  });

  it('is made once if several commands need it at once', async () => {
    checkout.edit(
      MERGE,
      'return { newPages, addedPages: 0 };',
      'return { addedPages: 0, newPages };',
    );
    const finished = await Promise.all(Array.from({ length: 4 }, () => checkout.run(LIST)));
    expect(finished.map(({ status }) => status)).toEqual([0, 0, 0, 0]);
    expect(finished.filter(({ stderr }) => stderr.includes('building, because'))).toHaveLength(1);
    expect(checkout.read(BUILT_MERGE)).toContain('return { addedPages: 0, newPages };');
    expect(existsSync(join(checkout.root, '.build', 'building'))).toBe(false);
  });
});

describe('a command in a checkout', () => {
  it('removes the output of a deleted source, and builds a new one', async () => {
    const stopAndCopy = join(checkout.root, 'impl', 'stop-and-copy');
    renameSync(stopAndCopy, join(checkout.root, 'impl', 'mine'));
    const old = join(checkout.root, '.build', 'impl', 'stop-and-copy', 'stop-and-copy.js');
    expect(existsSync(old)).toBe(true);
    const flags = ['check', '--runs', '20', '--system'];
    const gone = await checkout.run([...flags, old]);
    expect({ status: gone.status, isThere: existsSync(old) }).toEqual({
      status: 2,
      isThere: false,
    });
    expect(gone.stderr).toMatch(/\bsystem \S.*: no such file\n$/);
    const mine = join(checkout.root, '.build', 'impl', 'mine', 'stop-and-copy.js');
    expect(existsSync(mine)).toBe(true);
    renameSync(join(checkout.root, 'impl', 'mine'), stopAndCopy);
  });

  it('stops if there is no compiler', async () => {
    checkout.edit(STRATEGIES, 'random priorities', 'RANDOM priorities');
    const modules = join(checkout.root, 'node_modules');
    rmSync(modules);
    mkdirSync(modules);
    const { status, stdout, stderr } = await checkout.run(LIST);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/: typescript is not installed: run npm ci\n$/);
    rmSync(modules, { recursive: true });
    symlinkSync(join(projectRoot, 'node_modules'), modules);
  });
});

describe('an import from a checkout', () => {
  it.each([
    ['vitest', 'assertMigrates({ numRuns: 5, seed: 1 })'],
    ['replay', 'replayTrace({})'],
  ])('of migcheck/%s fails if the sources do not compile', async (name, call) => {
    checkout.edit(MERGE, CALL, MISSPELT);
    // The package is found by its own name.
    const file = join(checkout.root, 'own.js');
    writeFileSync(file, `const all = await import('migcheck/${name}'); await all.${call};`);
    const { status, stderr } = await runNode([file], { cwd: checkout.root });
    checkout.edit(MERGE, MISSPELT, CALL);
    expect(status).toBe(1);
    expect(stderr).toMatch(/Error: .* building it failed: .*merge-log\.ts/);
  });
});
