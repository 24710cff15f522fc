/** What is run from a checkout is what its sources say, however they were changed since the build. */
import {
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../project-root.ts';
import { copyCheckout } from './checkout.ts';
import { runNode } from './support.ts';

const STRATEGIES = 'properties/strategies/strategies.ts';
const MERGE = 'impl/engine/source/merge-log.ts';
const CALL = 'forgetSentPages(block);';
const MISSPELT = 'forgetSentPages(blocks);';
const THROW = "if (block.usedPages > 0) throw new Error('in every sync');";
const LIST = ['check', '--strategy', 'list'] as const;

const checkout = copyCheckout();
afterAll(() => checkout.remove());

/** What is told when something was built, and why. */
const built = (what: string): string => `migcheck: builds, since ${what}\n`;

describe('a command of a checkout', () => {
  it('says nothing of the build if it is that of the sources', async () => {
    const { status, stderr } = await checkout.run(LIST);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('judges the engine as it was edited', async () => {
    checkout.edit(MERGE, CALL, `${CALL} ${THROW}`);
    const flags = ['check', '--runs', '50', '--seed', '1', '--jobs', '1'];
    const broken = await checkout.run(flags);
    expect(broken.stderr).toBe(built(`${MERGE} is changed since the build`));
    expect({ status: broken.status, isFound: broken.stdout.includes('in every sync') }).toEqual({
      status: 1,
      isFound: true,
    });
    checkout.edit(MERGE, THROW, '');
    const { status, stdout } = await checkout.run(flags);
    expect({ status, stdout }).toMatchObject({ status: 0 });
  });

  it('sees an edit that keeps size and time', async () => {
    const { atime, mtime } = statSync(join(checkout.root, STRATEGIES));
    checkout.edit(STRATEGIES, 'random priorities and a few', 'RANDOM priorities and a few');
    utimesSync(join(checkout.root, STRATEGIES), atime, mtime);
    const { stdout, stderr } = await checkout.script('check', ['--strategy', 'list']);
    expect(stderr).toBe(built(`${STRATEGIES} is changed since the build`));
    expect(stdout).toContain('RANDOM priorities and a few');
    expect((await checkout.run(LIST)).stderr).toBe('');
  });

  it('stops where the sources do not compile, with one line, until they do', async () => {
    checkout.edit(MERGE, CALL, MISSPELT);
    const why = `${MERGE} is changed since the build`;
    for (const run of [() => checkout.run(LIST), () => checkout.script('check', LIST.slice(1))]) {
      const { status, stdout, stderr } = await run();
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      const lines = stderr.trim().split('\n');
      expect(lines.at(-1)).toMatch(/merge-log\.ts\(\d+,\d+\): error TS2552: Cannot find name/);
      expect(lines).toHaveLength(2);
    }
    const { status, stderr } = await checkout.script('bench', ['nothing']);
    expect(status).toBe(2);
    expect(stderr).toContain('it cannot be built');
    checkout.edit(MERGE, MISSPELT, CALL);
    expect((await checkout.run(LIST)).stderr).toBe(built(why));
  });

  it('forgets what was compiled of a source that is gone, and takes what has come', async () => {
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

  it('stops where there is no compiler', async () => {
    checkout.edit(STRATEGIES, 'RANDOM priorities', 'random priorities');
    const modules = join(checkout.root, 'node_modules');
    rmSync(modules);
    mkdirSync(modules);
    const { status, stdout, stderr } = await checkout.run(LIST);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/: typescript is not installed: npm ci\n$/);
    rmSync(modules, { recursive: true });
    symlinkSync(join(projectRoot, 'node_modules'), modules);
  });
});

describe('what is imported from a checkout', () => {
  it.each([
    ['vitest', 'assertMigrates({ numRuns: 5, seed: 1 })'],
    ['replay', 'replayTrace({})'],
  ])('migcheck/%s stops as well where the sources do not compile', async (name, call) => {
    checkout.edit(MERGE, CALL, MISSPELT);
    // The package is found by its own name.
    const file = join(checkout.root, 'own.js');
    writeFileSync(file, `const all = await import('migcheck/${name}'); await all.${call};`);
    const { status, stderr } = await runNode([file], { cwd: checkout.root });
    checkout.edit(MERGE, MISSPELT, CALL);
    expect(status).toBe(1);
    expect(stderr).toMatch(/Error: .* it cannot be built: .*merge-log\.ts/);
  });
});
