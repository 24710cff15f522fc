/** Every example still shows what it is kept for, step for step; no regression still violates anything. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isRecordedRun, parseTrace } from '../../../traces/trace-file.ts';
import { readCorpus } from '../../running/corpus/read-corpus.ts';
import {
  describeRegression,
  isFirstOfItsCause,
  runRegressions,
} from '../../running/corpus/run-regressions.ts';
import { explainOutcome } from '../../running/replay/explain-outcome.ts';
import { replayRun } from '../../running/replay/replay-run.ts';
import { loadEngine } from '../../engines/loader/load-engine.ts';
import { propertyNamed } from '../../judging/oracles/properties.ts';
import { projectRoot } from '../../project-root.ts';
import { film } from '../../telling/film/frames.ts';
import { describeViolation } from '../../telling/story/violation.ts';

const folder = join(projectRoot, 'traces', 'examples');
const files = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .toSorted()
  .map((file) => join(folder, file));

describe('the traces of the project', () => {
  it.each(files)('%s', async (file) => {
    const trace = parseTrace(readFileSync(file, 'utf8'), file);
    const { bug, scenario, decisions, expect: expected } = trace;
    const upTo = propertyNamed(expected.property ?? '');
    const filmed = film(await loadEngine(bug?.edits), { scenario, decisions, upTo });
    const violation = filmed.objections && describeViolation(filmed, filmed.objections);
    expect(filmed.unfollowed).toEqual([]);
    expect({
      verdict: violation === undefined ? 'passed' : 'violated',
      property: violation?.property,
      step: violation?.failedStep,
      digest: expected.digest,
    }).toEqual({ property: undefined, step: undefined, ...expected });
    expect(isRecordedRun(trace, filmed.digest)).not.toBe(false);
  });

  it('of an earlier version are replayed, and their digests are not compared', async () => {
    const file = join(projectRoot, 'properties', 'suites', 'inputs', 'traces', 'version-2.json');
    const trace = parseTrace(readFileSync(file, 'utf8'), file);
    const run = await replayRun(await loadEngine(trace.bug?.edits), trace, () => undefined);
    const { objections = [], digest } = run.filmed;
    expect(run.outcome).toBe('reproduced');
    expect(digest).not.toBe(trace.expect.digest);
    expect(isRecordedRun(trace, digest)).toBeUndefined();
    const lines = explainOutcome(run, trace, describeViolation(run.filmed, objections));
    expect(lines).toEqual([`reproduced: ${trace.expect.property}`]);
  });

  it('include the example of the README', () => {
    expect(files.map((file) => file.split('/').at(-1))).toContain('stale-shadow.json');
  });

  it('in the regressions no longer violate anything', async () => {
    // The suites run in the project's root.
    const signal = new AbortController().signal;
    const { regressions, refused } = readCorpus();
    expect(refused).toEqual([]);
    const runs = await runRegressions(regressions, { edits: [], jobs: 1, signal });
    expect(runs.filter(isFirstOfItsCause).map(describeRegression)).toEqual([]);
  });
});
