/** A build that is damaged, broken off, or asked for twice at once; each of these costs a whole new one. */
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { copyCheckout } from './checkout.ts';

const LIST = ['check', '--strategy', 'list'] as const;
const MERGE = 'impl/engine/source/merge-log.ts';
const BUILT_MERGE = '.build/impl/engine/source/merge-log.js';

const checkout = copyCheckout();
afterAll(() => checkout.remove());

describe('a build', () => {
  it('that was edited is made anew', async () => {
    const before = checkout.read(BUILT_MERGE);
    appendFileSync(join(checkout.root, BUILT_MERGE), 'throw new Error("edited");\n');
    const { status, stderr } = await checkout.run(LIST);
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: `migcheck: builds, since ${BUILT_MERGE} is not as the compiler left it\n`,
    });
    expect(checkout.read(BUILT_MERGE)).toBe(before);
  });

  it('that is gone is made anew by every script', async () => {
    rmSync(join(checkout.root, '.build'), { recursive: true });
    const { status, stdout, stderr } = await checkout.script('check', LIST.slice(1));
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: 'migcheck: builds, since the build is not complete\n',
    });
    expect(stdout).toMatch(/^random\b/);
  });

  it('that is broken off at any moment is never taken for whole', async () => {
    const manifest = join(checkout.root, '.build', 'manifest.json');
    for (const ms of [0, 500, 1500]) {
      const builder = join(checkout.root, 'properties', 'building', 'build-anew.js');
      // With all that it has started, as a machine that loses its power would.
      const child = spawn(process.execPath, [builder], { stdio: 'ignore', detached: true });
      while (existsSync(manifest)) await setTimeout(1);
      await setTimeout(ms);
      const isOver = child.exitCode !== null;
      if (child.pid !== undefined && !isOver) process.kill(-child.pid, 'SIGKILL');
      const { status, stdout, stderr } = await checkout.run(LIST);
      expect({ status, stdout: stdout.slice(0, 6) }).toEqual({ status: 0, stdout: 'random' });
      expect(stderr).toBe(isOver ? '' : 'migcheck: builds, since the build is not complete\n');
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
    expect(finished.filter(({ stderr }) => stderr.includes('builds, since'))).toHaveLength(1);
    expect(checkout.read(BUILT_MERGE)).toContain('return { addedPages: 0, newPages };');
    expect(existsSync(join(checkout.root, '.build', 'building'))).toBe(false);
  });
});
