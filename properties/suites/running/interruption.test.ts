/** Interrupted work can be resumed, leaves no broken file, and shows its progress. */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { describeProgress, startProgress } from '../../terminal/progress-line.ts';
import { writeWhole } from '../../running/files/write-whole.ts';
import { makeDigest } from '../../judging/execution/digest.ts';
import { MIXED } from '../../searching/scenarios/families.ts';
import { expectSameEnd } from '../support/broken-off.ts';
import { temporaryFolder } from '../support/support.ts';

describe('a campaign', () => {
  it('has the same result if interrupted and resumed', async () => {
    const common = { seed: 'resumed', strategy: 'mix', edits: [], jobs: 2, runs: 400 };
    await expectSameEnd({ ...common, scenario: MIXED }, 150);
  });

  it('has a digest that can be continued', () => {
    const whole = makeDigest();
    for (const text of ['one', 'two', 'three', 'four']) {
      whole.addText(text);
      const again = makeDigest(whole.text());
      expect(again.text()).toBe(whole.text());
      again.addText('more');
      const same = makeDigest(whole.text());
      same.addText('more');
      expect(again.text()).toBe(same.text());
    }
    const [long, short] = [makeDigest(), makeDigest()];
    short.addText('one');
    const continued = makeDigest(short.text());
    continued.addText('two');
    for (const text of ['one', 'two']) long.addText(text);
    expect(continued.text()).toBe(long.text());
  });
});

describe('kill -9', () => {
  it('leaves only files that the next writer removes', () => {
    const folder = temporaryFolder();
    const [living, dead] = [1, 2 ** 22 + 1].map((pid) => `x.json.migcheck-${pid}.tmp`);
    for (const name of [living, dead, 'y.tmp']) writeFileSync(join(folder, `${name}`), 'half');
    writeWhole(join(folder, 'x.json'), '{}');
    expect(readdirSync(folder)).toEqual(['x.json', living, 'y.tmp']);
  });
});

describe('progress', () => {
  const runs = { unit: 'executions', total: 10_000 };

  it('shows the share, the rate and the time left', () => {
    expect(describeProgress(runs, { done: 2500, ms: 5000, more: '7 of 58 situations' })).toBe(
      '█████░░░░░░░░░░░░░░░ 25 % | 2,500 of 10,000 executions | 500/s | 0:15 left | 7 of 58 situations',
    );
  });

  it('bases the rate only on its own work', () => {
    const resumed = { ...runs, doneBefore: 2000, title: 'gate-1' };
    expect(describeProgress(resumed, { done: 2500, ms: 5000, more: '' })).toBe(
      'gate-1 | █████░░░░░░░░░░░░░░░ 25 % | 2,500 of 10,000 executions | 100/s | 1:15 left',
    );
  });

  it('goes by the clock if the time is the bound', () => {
    const timed = { unit: 'executions', timeMs: 60_000 };
    expect(describeProgress(timed, { done: 300, ms: 30_000, more: '' })).toBe(
      '██████████░░░░░░░░░░ 50 % | 300 executions | 10/s | 0:30 left',
    );
    expect(describeProgress({ unit: 'states' }, { done: 4, ms: 2000, more: '' })).toBe(
      '4 states | 2.0/s',
    );
    expect(describeProgress(runs, { done: 0, ms: 0, more: '' })).toContain('0 % | 0 of 10,000');
  });

  it('is printed every 15 seconds without a terminal, and not after the end', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const error = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    onTestFinished(() => {
      vi.useRealTimers();
      error.mockRestore();
    });
    const progress = startProgress({ unit: 'hunts', total: 10 });
    vi.advanceTimersByTime(300_000);
    error.mockClear();
    progress.update(5, 'one');
    vi.advanceTimersByTime(15_000);
    expect(error.mock.calls).toEqual([
      [
        expect.stringMatching(
          /^migcheck: 50 % \| 5 of 10 hunts \| 0\.0\/s \| \d+:\d\d left \| one$/,
        ),
      ],
    ]);
    vi.advanceTimersByTime(30_000);
    expect(error).toHaveBeenCalledTimes(3);
    progress.stop();
    vi.advanceTimersByTime(300_000);
    expect(error).toHaveBeenCalledTimes(3);
  });
});
