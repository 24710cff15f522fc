/** A campaign of real QEMU that is killed at random moments is, once resumed, the campaign that was not. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Entry } from '../../qemu/resuming/entries.ts';
import { parseJournal } from '../../qemu/resuming/entries.ts';
import { journalIn } from '../../qemu/resuming/journal-file.ts';
import { makeDraw } from '../../judging/execution/random-source.ts';
import { withoutProgress } from '../../proving/bars/hear.ts';
import { share, TOO_LONG } from '../support/long-work.ts';
import { describeWith } from '../support/requirements.ts';
import { migcheck, temporaryFolder } from '../support/support.ts';

describeWith('qemu', 'a campaign of real QEMU', () => {
  const runs = 6;
  const drawn = ['--scenario', 'precopy', '--writer', 'device', '--seed', 'resumed', '--jobs', '1'];
  const flags = [...drawn, '--runs', `${runs}`, '--controls', '1'];

  const linesOf = (folder: string): readonly Entry[] => {
    try {
      const path = journalIn(folder);
      return parseJournal(readFileSync(path, 'utf8'), path);
    } catch {
      // It has not begun, or is complete.
      return [];
    }
  };
  const migrationsOf = (entries: readonly Entry[]): readonly object[] =>
    entries
      .flatMap((one) => (one.kind === 'migration' ? [one] : []))
      .map(({ index, summary: { drawn: number, scenario, capabilities } }) => ({
        index,
        drawn: number,
        scenario,
        capabilities,
      }));
  const isSearched = (folder: string): boolean =>
    linesOf(folder).some(({ kind }) => kind === 'searched');

  it('is the same campaign if it is killed again and again, and then interrupted', async ({
    skip,
  }) => {
    skip(share < 1, TOO_LONG);
    const whole = join(temporaryFolder(), 'whole');
    await migcheck(['qemu', '--out', whole, ...flags], { killWhen: () => isSearched(whole) });
    const expected = migrationsOf(linesOf(whole));
    expect(expected).toHaveLength(runs);

    const folder = join(temporaryFolder(), 'killed');
    const draw = makeDraw('when to kill');
    const begin = ['qemu', '--out', folder];
    await migcheck([...begin, ...flags], { killWhen: () => linesOf(folder).length > 2 });
    // At first at any moment, and then at the latest in the next migration but one.
    for (let kill = 0; kill < 3 && !isSearched(folder); kill++) {
      const before = linesOf(folder).length;
      const lateMs = draw(600);
      let since: number | undefined;
      await migcheck([...begin, '--resume'], {
        killWhen() {
          if (linesOf(folder).length > before) since ??= performance.now();
          return since !== undefined && performance.now() - since >= lateMs;
        },
      });
    }
    const interrupted = await migcheck([...begin, '--resume'], {
      interruptWhen: () => isSearched(folder),
    });
    expect(interrupted.status).toBe(130);
    expect(interrupted.stdout).toContain(`incomplete: ${runs} migrations`);
    expect(interrupted.stdout).toMatch(/to go on: npm run qemu -- --out \S+ --resume/);
    const entries = linesOf(folder);
    expect(migrationsOf(entries)).toEqual(expected);
    expect(entries.filter(({ kind }) => kind === 'begun').length).toBeGreaterThan(2);

    const last = await migcheck([...begin, '--resume', '--json']);
    expect(withoutProgress(last.stderr)).toBe('');
    expect(last.status).toBe(0);
    expect(JSON.parse(last.stdout)).toMatchObject({
      verdict: 'passed',
      seed: 'resumed',
      migrations: runs,
      scenarios: { precopy: { migrations: runs, right: runs } },
      controls: { planted: 1, caught: 1 },
    });
    // What is complete leaves nothing to resume.
    expect(linesOf(folder)).toEqual([]);
    expect((await migcheck([...begin, '--resume'])).status).toBe(2);
  });
});
