/** Every bug of the catalogue applies, is found with its own property, and tells a short story. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCampaign } from '../campaign/campaign.ts';
import { huntAll } from '../campaign/hunt-all.ts';
import { readCatalogue } from '../cli/read-bug.ts';
import { FIXED_SEEDS, RUNS_OF_FIXED_SEED } from '../gate/search-cases.ts';
import { loadEngine } from '../loader/load-engine.ts';
import { propertyIds, propertyNames } from '../lockstep/property-id.ts';
import { projectRoot } from '../project-root.ts';
import { MIXED } from '../scenarios/families.ts';
import { film } from '../story/frames.ts';
import { LINE_MAX } from '../story/lanes.ts';
import type { Violation } from '../story/violation.ts';
import { describeViolation, traceOf } from '../story/violation.ts';
import type { Shrunk } from '../story/violation-report.ts';
import { REPORT_LINES_MAX, reportViolation } from '../story/violation-report.ts';
import { DEFAULT_STRATEGY } from '../strategies/strategies.ts';

const catalogue = readCatalogue();
/** With one seed what is found is told; with the other, the gate's, it only has to be found. */
const TOLD_SEED = 'one';
const [OTHER_SEED] = FIXED_SEEDS;
/** No bug of the catalogue may take longer to be found. */
const EXECUTIONS_MAX = 30_000;
const STORY_MAX = 18;
/** Stories that are known to be shorter must stay so. */
const storyMax: Readonly<Record<string, number>> = {
  'seed-003-stale-shadow': 12,
  'sync-after-switchover': 16,
  'ratio-below-one': 16,
  'urgent-no-dirty-test': 16,
  'shared-last-block': 16,
  'all-zero-per-record': 16,
  'no-canonicalisation': 16,
};

/** The rules know all about these: the step that broke one is always found. */
const RULED: ReadonlySet<string> = new Set(['P1', 'P2', 'P3']);
const SHRUNK: Shrunk = { from: 1000, to: 100, decisions: 10, minimalUnder: 1000 };

/** The report is short, and names page, steps and cause. */
function expectToBeTold(report: string, violation: Violation): void {
  const lines = report.split('\n');
  expect(lines.length, report).toBeLessThanOrEqual(REPORT_LINES_MAX);
  expect(Math.max(...lines.map(({ length }) => length)), report).toBeLessThanOrEqual(LINE_MAX);
  // A story that has to be shortened is no story that has been shrunk.
  expect(report).not.toContain('lines are left out');
  expect(report).toMatch(/first wrong at step \d+: /);
  const { provenance } = violation;
  expect(provenance.links.length, report).toBeGreaterThan(0);
  expect(report).toContain(provenance.kind === 'page' ? `why: ${provenance.about}: ` : '');
  expect(report).toMatch(RULED.has(violation.id) ? /broken (?:at|after|in) [^]+should be: / : '');
}

describe('the catalogue', () => {
  it('has a bug for every property', () => {
    const expected = new Set(catalogue.map(({ expect: { property } }) => property));
    const names: readonly string[] = propertyIds.map((id) => propertyNames[id]);
    expect(names.filter((name) => !expected.has(name))).toEqual([]);
    expect([...expected].filter((name) => !names.includes(name))).toEqual([]);
  });

  it.each(catalogue)(
    'finds each edit of $id once, in the source and in what it compiles to',
    ({ edits }) => {
      for (const { file, find } of edits) {
        const emitted = join(projectRoot, '.build', file.replace(/\.ts$/, '.js'));
        for (const path of [join(projectRoot, file), emitted]) {
          // What is compiled is indented by four spaces, the source by two.
          const text = readFileSync(path, 'utf8').replaceAll(/\s+/g, ' ');
          expect(text.split(find.replaceAll(/\s+/g, ' ')).length - 1, `${path}: ${find}`).toBe(1);
        }
      }
    },
  );

  // Side by side: most of the time goes into shrinking, which one worker does.
  it.concurrent.for(catalogue)('has $id found, whatever the seed', async (bug, { expect }) => {
    const { id } = bug;
    const open = await loadEngine(bug.edits);
    const campaign = { scenario: MIXED, strategy: DEFAULT_STRATEGY, runs: EXECUTIONS_MAX, jobs: 1 };
    const { finding, executions } = await runCampaign({
      ...campaign,
      seed: TOLD_SEED,
      edits: bug.edits,
    });
    if (finding === undefined) throw new Error(`${id} was not found with seed ${TOLD_SEED}`);
    const { violation, trace } = traceOf(open, finding, { bug });
    expect(violation.property).toBe(bug.expect.property);
    expect(violation.steps.length).toBeLessThanOrEqual(storyMax[id] ?? STORY_MAX);

    expectToBeTold(reportViolation(violation, { replay: 'REPLAY', shrunk: SHRUNK }), violation);

    const { scenario, decisions } = trace;
    const filmed = film(open, { scenario, decisions, upTo: finding.property });
    expect(describeViolation(filmed, filmed.objections ?? [])).toEqual(violation);
    // The clean engine does nothing wrong in the same scenario under the same decisions.
    const clean = film(await loadEngine(), { scenario, decisions });
    expect(clean.objections).toBeUndefined();

    const order = { ...campaign, seed: OTHER_SEED };
    const [other] = await huntAll([{ order, bug, runs: RUNS_OF_FIXED_SEED, isTold: false }], {
      jobs: 1,
      signal: new AbortController().signal,
      onHunt: () => undefined,
    });
    // So with any of these bugs the gate is red.
    expect(other?.executions).toBeLessThanOrEqual(RUNS_OF_FIXED_SEED);

    const told = [
      `${TOLD_SEED}: ${executions} executions, ${violation.steps.length} lines`,
      `${OTHER_SEED}: ${other?.executions} executions`,
    ];
    // Not a bar but a record: a change of what it takes to find a bug is to be seen.
    expect(told).toMatchSnapshot();
  });
});
