/** Work that is broken off, politely or not, loses nothing that was told and leaves no broken file. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { configurations } from '../../model/configuration.ts';
import { parseTrace } from '../../traces/trace-file.ts';
import type { CampaignOptions } from '../campaign/campaign.ts';
import { runCampaign } from '../campaign/campaign.ts';
import { describeProgress } from '../cli/progress-line.ts';
import { writeWhole } from '../cli/write-whole.ts';
import { makeDigest } from '../lockstep/digest.ts';
import { familyWithin, MIXED } from '../scenarios/families.ts';
import { makeDraw } from '../strategies/random-source.ts';
import { corpusIn, fileOf, migcheck, temporaryFolder, treeWith } from './support.ts';

describe('a campaign', () => {
  const [configuration] = configurations.filter(({ name }) => name === 'one-record');
  if (configuration === undefined) throw new Error('there is no such configuration');
  const common = { seed: 'resumed', strategy: 'mix', edits: [], jobs: 2, runs: 1500 };

  it.each<[string, CampaignOptions]>([
    ['of all scenarios', { ...common, scenario: MIXED }],
    [
      'that covers a configuration',
      { ...common, scenario: familyWithin(configuration), coverage: configuration },
    ],
  ])('%s comes to the same end if it is broken off', async (_, options) => {
    const whole = await runCampaign(options);
    const stop = new AbortController();
    const first = await runCampaign({
      ...options,
      signal: stop.signal,
      onProgress: ({ executions }) => executions >= 600 && stop.abort(),
    });
    expect(first.isInterrupted).toBe(true);
    expect(first.executions).toBeLessThan(options.runs);
    const { state: resume } = first;
    const second = await runCampaign({ ...options, resume });
    const { executions, scenarios, steps, digest, lesson, reached, visited } = whole;
    expect(second).toMatchObject({ executions, scenarios, steps, digest, lesson });
    expect(second.reached).toEqual(reached);
    expect([...second.visited].toSorted()).toEqual([...visited].toSorted());
    // And there is nothing left of one that has come to its end.
    const third = await runCampaign({ ...options, resume: second.state });
    expect(third).toMatchObject({ executions, digest, isInterrupted: false });
  });

  it('runs into the violation again that it was broken off at', async () => {
    const bug = 'chunk-bits-forgotten';
    const options = { cwd: temporaryFolder(), interruptAt: /seed/ };
    const flags = ['check', '--bug', bug, '--seed', 'a', '--runs', '2000'];
    const { status, stdout } = await migcheck(flags, options);
    expect(status).toBe(130);
    const [, file = ''] = /to go on: npm run check -- --resume (\S+)/.exec(stdout) ?? [];
    const { cwd } = options;
    const resumed = await migcheck(['check', '--resume', file, '--json'], { cwd });
    const whole = await migcheck([...flags, '--json'], { cwd });
    const { seconds: _, ...document } = JSON.parse(whole.stdout);
    expect(document.verdict).toBe('violated');
    expect(JSON.parse(resumed.stdout)).toMatchObject(document);

    const other = JSON.parse(readFileSync(file, 'utf8'));
    for (const [change, line] of [
      [{ engine: 1 }, /the campaign is of another engine/],
      [{ strategy: 'nonsense' }, /no such scenario, or no such strategy/],
      [{ done: { ...other.done, reached: ['nonsense'] } }, /no such situation/],
      [{ done: { ...other.done, executions: 7 } }, /7 executions are not of 0 scenarios/],
      [{ surplus: 1 }, /surplus/],
    ] as const) {
      const wrong = fileOf(JSON.stringify({ ...other, ...change }));
      const refused = await migcheck(['check', '--resume', wrong]);
      expect(refused).toMatchObject({ status: 2, stdout: '' });
      expect(refused.stderr).toMatch(line);
    }
    const both = await migcheck(['check', '--resume', file, '--seed', 'b']);
    expect(both).toMatchObject({ status: 2, stdout: '' });
  });

  it('has a digest that can be gone on with', () => {
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

/** What is to be said of a file that is whole, by how its name ends. */
const wholeness: readonly (readonly [string, (text: string) => boolean])[] = [
  ['gate.json', (text) => JSON.parse(text).version === 1],
  ['.json', (text) => parseTrace(text, 'trace').version === 2],
  ['.xml', (text) => XMLValidator.validate(text) === true],
  ['.html', (text) => text.endsWith('</html>\n')],
];

/** @returns what is below the folder; leftovers of writing, which have other names, included */
function expectWholeFiles(folder: string): readonly string[] {
  const names = existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
    : [];
  const broken = names.filter((name) => {
    const [, isWhole] = wholeness.find(([end]) => name.endsWith(end)) ?? [];
    return isWhole?.(readFileSync(join(folder, name), 'utf8')) === false;
  });
  expect(broken).toEqual([]);
  return names;
}

/** So many milliseconds after the first trace was filed there. */
function whenFiled(folder: string, ms: number): () => boolean {
  let filedAt: number | undefined;
  return () => {
    const isFiled =
      existsSync(folder) && readdirSync(folder).some((name) => name.endsWith('.json'));
    if (isFiled) filedAt ??= performance.now();
    return filedAt !== undefined && performance.now() - filedAt >= ms;
  };
}

describe('kill -9', () => {
  const bug = 'chunk-bits-forgotten';
  const draw = makeDraw('when to kill');
  const delays = Array.from({ length: 5 }, () => draw(1500));

  it('of a check that shrinks leaves what it has found', async () => {
    const cwd = temporaryFolder();
    const file = join(cwd, 'traces', 'bugs', `${bug}.json`);
    const flags = ['check', '--bug', bug, '--seed', 'a'];
    const { stdout } = await migcheck(flags, { cwd, killWhen: whenFiled(dirname(file), 0) });
    // It had not even told it yet.
    expect(stdout).not.toContain('VIOLATED');
    expectWholeFiles(cwd);
    const replayed = await migcheck(['replay', file]);
    expect(replayed.status).toBe(1);
    expect(replayed.stdout).toContain('reproduced: P3 clear discipline');
  });

  it(`of a check loses nothing that was told, ${delays.join(', ')} ms after it was found`, async () => {
    const killAfter = async (ms: number): Promise<void> => {
      const tree = treeWith(bug);
      const folder = corpusIn(tree.cwd, {});
      const flags = ['check', '--seed', 'a', '--runs', '2000'];
      const { stdout } = await migcheck(flags, { ...tree, killWhen: whenFiled(folder, ms) });
      const files = expectWholeFiles(folder).filter((name) => name.endsWith('.json'));
      expect(files.length).toBeGreaterThan(0);
      const [, told] = /replay: npm run replay -- (\S+)/.exec(stdout) ?? [];
      expect(told === undefined || existsSync(told)).toBe(true);
    };
    await Promise.all(delays.map(killAfter));
  });

  it(`of a gate loses nothing that was told, ${delays.join(', ')} ms after it was found`, async () => {
    const killAfter = async (ms: number): Promise<void> => {
      const cwd = temporaryFolder();
      const flags = ['gate', '--bug', bug, '--runs', '1000'];
      const killWhen = whenFiled(join(cwd, 'traces', 'bugs'), ms);
      const { stdout } = await migcheck(flags, { cwd, killWhen });
      const files = expectWholeFiles(cwd);
      if (!stdout.includes('VIOLATED')) return;
      const junit = readFileSync(join(cwd, 'report', 'junit.xml'), 'utf8');
      expect(junit).toContain('VIOLATED P3 clear discipline');
      expect(files).toContain(join('report', 'traces', `${bug}.json`));
    };
    await Promise.all(delays.map(killAfter));
  });

  it('leaves at most what the next to write there removes', () => {
    const folder = temporaryFolder();
    const [living, dead] = [1, 2 ** 22 + 1].map((pid) => `x.json.migcheck-${pid}.tmp`);
    for (const name of [living, dead, 'y.tmp']) writeFileSync(join(folder, `${name}`), 'half');
    writeWhole(join(folder, 'x.json'), '{}');
    expect(readdirSync(folder)).toEqual(['x.json', living, 'y.tmp']);
  });
});

describe('progress', () => {
  const runs = { unit: 'executions', total: 10_000 };

  it('tells the share, the rate and the time that is left', () => {
    expect(describeProgress(runs, { done: 2500, ms: 5000, more: '7 of 58 situations' })).toBe(
      '█████░░░░░░░░░░░░░░░ 25 % | 2,500 of 10,000 executions | 500/s | 0:15 left | 7 of 58 situations',
    );
  });

  it('counts only what it has done itself', () => {
    const resumed = { ...runs, doneBefore: 2000, title: 'gate-1' };
    expect(describeProgress(resumed, { done: 2500, ms: 5000, more: '' })).toBe(
      'gate-1 | █████░░░░░░░░░░░░░░░ 25 % | 2,500 of 10,000 executions | 100/s | 1:15 left',
    );
  });

  it('goes by the clock where the clock is the bound', () => {
    const timed = { unit: 'executions', timeMs: 60_000 };
    expect(describeProgress(timed, { done: 300, ms: 30_000, more: '' })).toBe(
      '██████████░░░░░░░░░░ 50 % | 300 executions | 10/s | 0:30 left',
    );
    expect(describeProgress({ unit: 'states' }, { done: 4, ms: 2000, more: '' })).toBe(
      '4 states | 2.0/s',
    );
    expect(describeProgress(runs, { done: 0, ms: 0, more: '' })).toContain('0 % | 0 of 10,000');
  });
});
