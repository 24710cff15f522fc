/** Slow tests of a corpus: a regression that hangs, and the shortest of several with one cause. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readBug } from '../../running/files/read-bug.ts';
import type { Regression } from '../../running/corpus/read-corpus.ts';
import { readRegression } from '../../running/corpus/read-corpus.ts';
import { runRegressions } from '../../running/corpus/run-regressions.ts';
import { readCatalogueTraces } from '../../proving/edits/read-edits.ts';
import { propertyNames } from '../../judging/oracles/properties.ts';
import type { Finished } from '../support/support.ts';
import { corpusIn, migcheck, temporaryFolder, treeWith } from '../support/support.ts';

const { signal } = new AbortController();

it('the corpus runs the traces before and after one that hangs', async () => {
  const traces = readCatalogueTraces().map(({ bug: { id }, ...trace }): Regression => ({
    file: id,
    trace,
  }));
  const pagesOf = ({ trace }: Regression): number =>
    Math.max(...trace.scenario.blocks.map(({ usedPages }) => usedPages));
  const [first, second] = traces.filter((one) => pagesOf(one) < 4);
  const hanging = traces.find((one) => pagesOf(one) > 4);
  const corpus = [first, hanging, second].filter((one) => one !== undefined);
  const call = 'forgetSentPages(block);\n';
  const edit = {
    file: 'impl/engine/source/merge-log.ts',
    find: call,
    replace: `while (block.usedPages > 4); ${call}`,
  };
  const runs = await runRegressions(corpus, { edits: [edit], jobs: 1, signal });
  expect(runs.map(({ file, violation }) => [file, violation?.property])).toEqual([
    [first?.file, undefined],
    [hanging?.file, propertyNames.PROGRESS],
    [second?.file, undefined],
  ]);
});

interface Found {
  readonly seed: string;
  readonly name: string;
  readonly text: string;
  readonly steps: number;
}

it('the corpus keeps the trace that fails first for each cause', async () => {
  const tree = treeWith('chunk-bits-forgotten');
  const { edits: broken } = readBug('chunk-bits-forgotten');
  const check = (seed: string, ...more: readonly string[]): Promise<Finished> =>
    migcheck(['check', '--runs', '2000', '--seed', seed, ...more], tree);
  const find = async (seed: string): Promise<Found> => {
    const own = temporaryFolder();
    await check(seed, '--out', own);
    const [name = ''] = readdirSync(own);
    const regression = readRegression(join(own, name));
    const [run] = await runRegressions([regression], { edits: broken, jobs: 1, signal });
    return { seed, name, text: readFileSync(regression.file, 'utf8'), steps: run?.steps ?? 0 };
  };
  // Two seeds that find the same violation after different numbers of steps.
  const first = await find('a');
  let other = first;
  for (const seed of ['b', 'c', 'd', 'e'])
    if (other.steps === first.steps || other.name !== first.name) other = await find(seed);
  expect(other.name).toBe(first.name);
  expect(other.steps).not.toBe(first.steps);
  const [soon, late] = first.steps < other.steps ? [first, other] : [other, first];

  const folder = corpusIn(tree.cwd, { [late.name]: late.text });
  const kept = (): string => readFileSync(join(folder, soon.name), 'utf8');
  await check(soon.seed);
  expect(kept()).toBe(soon.text);
  await check(late.seed);
  expect(kept()).toBe(soon.text);
  expect(readdirSync(folder)).toEqual([soon.name]);
});
