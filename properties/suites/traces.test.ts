/** Every trace that is kept in the project still shows what it was kept for, step for step. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseTrace } from '../../traces/trace-file.ts';
import { loadEngine } from '../loader/load-engine.ts';
import { propertyIds, propertyNames } from '../lockstep/property-id.ts';
import { projectRoot } from '../project-root.ts';
import { film } from '../story/frames.ts';
import { describeViolation } from '../story/violation.ts';

const folders = ['examples', 'regressions'].map((name) => join(projectRoot, 'traces', name));
const files = folders
  .filter(existsSync)
  .flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)))
  .filter((file) => file.endsWith('.json'))
  .toSorted();

describe('the traces of the project', () => {
  it.each(files)('%s', async (file) => {
    const {
      bug,
      scenario,
      decisions,
      expect: expected,
    } = parseTrace(readFileSync(file, 'utf8'), file);
    const upTo = propertyIds.find((id) => propertyNames[id] === expected.property);
    const filmed = film(await loadEngine(bug?.edits), { scenario, decisions, upTo });
    const violation = filmed.objections && describeViolation(filmed, filmed.objections);
    expect(filmed.unfollowed).toEqual([]);
    expect({
      verdict: violation === undefined ? 'passed' : 'violated',
      property: violation?.property,
      step: violation?.failedStep,
      digest: filmed.digest,
    }).toEqual({ property: undefined, step: undefined, ...expected });
  });

  it('include the example of the README', () => {
    expect(files.map((file) => file.split('/').at(-1))).toContain('stale-shadow.json');
  });
});
