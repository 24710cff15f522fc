/** A regression that hangs is a finding, and keeps none of the others from being run. */
import { expect, it } from 'vitest';
import type { Regression } from '../corpus/read-corpus.ts';
import { runRegressions } from '../corpus/run-regressions.ts';
import { readCatalogueTraces } from '../edits/read-edits.ts';
import { propertyNames } from '../lockstep/property-id.ts';

it('runs what comes before and after one that hangs', async () => {
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
  const { signal } = new AbortController();
  const runs = await runRegressions(corpus, { edits: [edit], jobs: 1, signal });
  expect(runs.map(({ file, violation }) => [file, violation?.property])).toEqual([
    [first?.file, undefined],
    [hanging?.file, propertyNames.PROGRESS],
    [second?.file, undefined],
  ]);
});
