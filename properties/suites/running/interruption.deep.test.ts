/** Work that is interrupted or killed loses nothing that was reported, and leaves no broken file. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { parseTrace } from '../../../traces/trace-file.ts';
import type { CampaignOptions } from '../../running/campaign/campaign.ts';
import { familyWithin, MIXED } from '../../searching/scenarios/families.ts';
import { makeDraw } from '../../judging/execution/random-source.ts';
import { expectSameEnd } from '../support/broken-off.ts';
import { named } from '../support/configurations.ts';
import { corpusIn, fileOf, migcheck, temporaryFolder, treeWith } from '../support/support.ts';

describe('a campaign', () => {
  const configuration = named('one-record');
  const common = { seed: 'resumed', strategy: 'mix', edits: [], jobs: 2, runs: 1500 };

  it.each<[string, CampaignOptions]>([
    ['of all scenarios', { ...common, scenario: MIXED }],
    [
      'that covers a configuration',
      { ...common, scenario: familyWithin(configuration), coverage: configuration },
    ],
  ])('%s has the same result if interrupted and resumed', async (_, options) => {
    await expectSameEnd(options, 600);
  });

  it('finds the violation again if it was interrupted there', async () => {
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
      [{ engine: 1 }, /the campaign was run on another engine/],
      [{ strategy: 'nonsense' }, /its scenario or strategy does not exist/],
      [{ done: { ...other.done, reached: ['nonsense'] } }, /a situation is unknown/],
      [{ done: { ...other.done, executions: 7 } }, /7 executions cannot have 0 scenarios/],
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
});

/** Tests that a file is complete, by the end of its name. */
const wholeness: readonly (readonly [string, (text: string) => boolean])[] = [
  ['gate.json', (text) => JSON.parse(text).version === 1],
  ['.json', (text) => parseTrace(text, 'trace').version === 3],
  ['.xml', (text) => XMLValidator.validate(text) === true],
  ['.html', (text) => text.endsWith('</html>\n')],
];

/** Checks the files below the folder. @returns their names, including unfinished temporary files */
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

/** True that many milliseconds after the first trace was filed in the folder. */
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

  it('of a check that is shrinking leaves its finding', async () => {
    const cwd = temporaryFolder();
    const file = join(cwd, 'traces', 'bugs', `${bug}.json`);
    const flags = ['check', '--bug', bug, '--seed', 'a'];
    const { stdout } = await migcheck(flags, { cwd, killWhen: whenFiled(dirname(file), 0) });
    // The violation was not even reported yet.
    expect(stdout).not.toContain('VIOLATED');
    expectWholeFiles(cwd);
    const replayed = await migcheck(['replay', file]);
    expect(replayed.status).toBe(1);
    expect(replayed.stdout).toContain('reproduced: P3 clear discipline');
  });

  it(`of a check loses nothing that was reported, ${delays.join(', ')} ms after the finding`, async () => {
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

  it(`of a gate loses nothing that was reported, ${delays.join(', ')} ms after the finding`, async () => {
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
});
