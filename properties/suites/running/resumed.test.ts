/** Files that a verdict relies on: damage is noticed, counts add up, and the verdict names the file. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { StoredCampaign } from '../../../traces/campaign-file.ts';
import { parseCampaign } from '../../../traces/campaign-file.ts';
import type { StoredExploration } from '../../../traces/exploration-file.ts';
import { parseExploration } from '../../../traces/exploration-file.ts';
import { seal } from '../../../traces/seal.ts';
import { campaignFile, explorationFile } from '../../proving/bars/input-formats.ts';
import { runHere } from '../../proving/bars/run-here.ts';
import { fileOf, temporaryFolder } from '../support/support.ts';

async function exploration(): Promise<StoredExploration> {
  return parseExploration(await explorationFile(temporaryFolder()), 'the exploration');
}

async function campaign(): Promise<StoredCampaign> {
  return parseCampaign(await campaignFile(temporaryFolder()), 'the campaign');
}

/** Changes a stored file and seals it again, as a deliberate change would. */
function sealed<Stored extends object>(stored: Stored, change: Partial<Stored>): string {
  const { checksum: _, ...rest }: Record<string, unknown> = { ...stored, ...change };
  return fileOf(seal(rest));
}

const explore = (file: string): ReturnType<typeof runHere> =>
  runHere(['explore', '--engine', '--resume', file, '--jobs', '1']);
const check = (file: string, ...more: readonly string[]): ReturnType<typeof runHere> =>
  runHere(['check', '--resume', file, '--jobs', '1', ...more]);

describe('an exploration file', () => {
  it('that was edited to look finished is refused', async () => {
    const text = await explorationFile(temporaryFolder());
    const done = fileOf(text.replaceAll('"isDone":false', '"isDone":true'));
    expect(await explore(done)).toMatchObject({ status: 2, stdout: '' });
    const fewer = fileOf(text.replace(/"classes":\d+/, '"classes":1'));
    const refused = await explore(fewer);
    expect(refused).toMatchObject({ status: 2, stdout: '' });
    expect(refused.stderr).toMatch(/^migcheck: \S+: damaged or edited[^\n]*\n$/);
  });

  it.each<[string, (one: StoredExploration) => Partial<StoredExploration>, RegExp]>([
    [
      'nothing left',
      ({ explorations }) => ({
        explorations: explorations.map((one) => ({ ...one, isDone: true, nodes: [] })),
      }),
      /nothing is left/,
    ],
    ['a configuration missing', () => ({ of: 'small' }), /does not list small\/immediate of small/],
    [
      'an extra configuration',
      () => ({ of: 'cancel/tlb' }),
      /small\/tlb does not belong to cancel\/tlb/,
    ],
    [
      'no mention of what was to be explored',
      () => ({ of: undefined }),
      /does not say what to explore/,
    ],
    [
      'more classes than executions',
      ({ explorations }) => ({
        explorations: explorations.map((one) => ({ ...one, classes: 999 })),
      }),
      /the counts of small\/tlb do not add up/,
    ],
    [
      'counts but no position of the search',
      ({ explorations }) => ({ explorations: explorations.map((one) => ({ ...one, nodes: [] })) }),
      /the counts of small\/tlb do not add up/,
    ],
  ])('with %s is refused even with a valid checksum', async (_, change, line) => {
    const stored = await exploration();
    const refused = await explore(sealed(stored, change(stored)));
    expect(refused).toMatchObject({ status: 2, stdout: '' });
    expect(refused.stderr).toMatch(line);
  });

  it('is named by the verdict that rests on it', async () => {
    const file = fileOf(await explorationFile(temporaryFolder()));
    const [one] = parseExploration(readFileSync(file, 'utf8'), file).explorations;
    const { status, stdout } = await explore(file);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^verified: /m);
    expect(stdout).toContain(`includes ${one?.classes} classes explored before, from ${file}`);
    const json = await runHere(['explore', '--engine', '--resume', file, '--jobs', '1', '--json']);
    expect(JSON.parse(json.stdout).restsOn).toEqual({
      file,
      configurations: [],
      classes: one?.classes,
      executions: 700,
    });
  });
});

describe('a campaign file', () => {
  it('that was edited is refused', async () => {
    const text = await campaignFile(temporaryFolder());
    for (const [from, to] of [
      ['"isWhole":false', '"isWhole":true'],
      ['"runs":20', '"runs":11'],
      [/"steps":\d+/, '"steps":99999'],
      [/,"checksum":"\w+"/, ''],
    ] as const) {
      expect(text).toMatch(from);
      const refused = await check(fileOf(text.replace(from, to)));
      expect(refused).toMatchObject({ status: 2, stdout: '' });
      expect(refused.stderr).toMatch(/checksum/);
    }
  });

  it.each<[string, (done: StoredCampaign['done']) => Partial<StoredCampaign['done']>, RegExp]>([
    ['nothing left', () => ({ executions: 20, scenarios: 2 }), /nothing is left/],
    ['steps without executions', () => ({ executions: 0, scenarios: 0 }), /0 executions/],
    ['fewer steps than executions', () => ({ steps: 3 }), /3 steps are too few for 10 executions/],
    ['a situation twice', ({ reached }) => ({ reached: [...reached, ...reached] }), /listed twice/],
    ['visits of no configuration', () => ({ visited: [1] }), /no configuration is named/],
    [
      'a lesson that was not learned',
      ({ lessons }) => ({ lessons: { ...lessons, total: [{ runs: 1, novelty: 1 }] } }),
      /has learned/,
    ],
  ])('with %s is refused even with a valid checksum', async (_, change, line) => {
    const stored = await campaign();
    const done = { ...stored.done, ...change(stored.done) };
    const refused = await check(sealed(stored, { done }));
    expect(refused).toMatchObject({ status: 2, stdout: '' });
    expect(refused.stderr).toMatch(line);
  });

  it('is named by the verdict that rests on it', async () => {
    const file = fileOf(await campaignFile(temporaryFolder()));
    const { status, stdout } = await check(file);
    expect(status).toBe(0);
    expect(stdout).toContain(`includes 10 executions run before, from ${file}`);
    const json = await check(file, '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({
      verdict: 'passed',
      executions: 20,
      restsOn: { file, executions: 10, scenarios: 1 },
    });
    expect(readFileSync(file, 'utf8')).toContain('"checksum"');
  });
});
