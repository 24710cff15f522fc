/** A command from a checkout runs what the sources say, however they were changed since the build. */
import { statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { copyCheckout } from '../support/checkout.ts';

const STRATEGIES = 'properties/searching/strategies/strategies.ts';
const MERGE = 'impl/engine/source/merge-log.ts';
const CALL = 'forgetSentPages(block);';
const MISSPELT = 'forgetSentPages(blocks);';
const THROW = "if (block.usedPages > 0) throw new Error('in every sync');";
const LIST = ['check', '--strategy', 'list'] as const;

const checkout = copyCheckout();
afterAll(() => checkout.remove());

/** The message when something was built, and why. */
const built = (what: string): string => `migcheck: building, because ${what}\n`;

describe('a command in a checkout', () => {
  it('says nothing about a build that is up to date', async () => {
    const { status, stderr } = await checkout.run(LIST);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('judges the edited engine', async () => {
    checkout.edit(MERGE, CALL, `${CALL} ${THROW}`);
    const flags = ['check', '--runs', '50', '--seed', '1', '--jobs', '1'];
    const broken = await checkout.run(flags);
    // The progress of the search may follow.
    expect(broken.stderr.split(/(?<=\n)/)[0]).toBe(
      built(`${MERGE} is not the same as at the last build`),
    );
    expect({ status: broken.status, isFound: broken.stdout.includes('in every sync') }).toEqual({
      status: 1,
      isFound: true,
    });
    checkout.edit(MERGE, THROW, '');
    const { status, stdout } = await checkout.run(flags);
    expect({ status, stdout }).toMatchObject({ status: 0 });
  });

  it('notices an edit that keeps size and time', async () => {
    const { atime, mtime } = statSync(join(checkout.root, STRATEGIES));
    checkout.edit(STRATEGIES, 'random priorities and a few', 'RANDOM priorities and a few');
    utimesSync(join(checkout.root, STRATEGIES), atime, mtime);
    const { stdout, stderr } = await checkout.script('check', ['--strategy', 'list']);
    expect(stderr).toBe(built(`${STRATEGIES} is not the same as at the last build`));
    expect(stdout).toContain('RANDOM priorities and a few');
    expect((await checkout.run(LIST)).stderr).toBe('');
  });

  it('stops with the compiler’s error until the sources compile', async () => {
    checkout.edit(MERGE, CALL, MISSPELT);
    const why = `${MERGE} is not the same as at the last build`;
    for (const run of [() => checkout.run(LIST), () => checkout.script('check', LIST.slice(1))]) {
      const { status, stdout, stderr } = await run();
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      const lines = stderr.trim().split('\n');
      expect(lines.at(-1)).toMatch(/merge-log\.ts\(\d+,\d+\): error TS2552: Cannot find name/);
      expect(lines).toHaveLength(2);
    }
    const { status, stderr } = await checkout.script('bench', ['nothing']);
    expect(status).toBe(2);
    expect(stderr).toContain('building it failed');
    checkout.edit(MERGE, MISSPELT, CALL);
    expect((await checkout.run(LIST)).stderr).toBe(built(why));
  });
});
