/** Every bug of the catalogue applies, and has a short story. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCatalogue } from '../../running/files/read-bug.ts';
import { readCatalogueTraces } from '../../proving/edits/read-edits.ts';
import { loadEngine } from '../../engines/loader/load-engine.ts';
import { propertyNamed } from '../../judging/oracles/properties.ts';
import { projectRoot } from '../../project-root.ts';
import { film } from '../../telling/film/frames.ts';
import { LANES_MIN, LINE_MAX, plain } from '../../telling/story/look.ts';
import type { Violation } from '../../telling/story/violation.ts';
import { describeViolation } from '../../telling/story/violation.ts';
import type { Shrunk } from '../../telling/story/violation-report.ts';
import { REPORT_LINES_MAX, reportViolation } from '../../telling/story/violation-report.ts';
import { columnsIn } from '../../telling/story/wrap.ts';

const catalogue = readCatalogue();
const traces = readCatalogueTraces();
const STORY_MAX = 18;
/** Stories that are known to be shorter must stay shorter. */
const storyMax: Readonly<Record<string, number>> = {
  'seed-003-stale-shadow': 12,
  'sync-after-switchover': 16,
  'ratio-below-one': 16,
  'urgent-no-dirty-test': 16,
  'shared-last-block': 16,
  'all-zero-per-record': 16,
  'no-canonicalisation': 16,
};

/** The width of a pipe, the narrowest width with lanes, and the widest without. */
const NARROWER = [80, LANES_MIN, LANES_MIN - 1];

/** For these properties there are rules that always find the step that broke one. */
const RULED: ReadonlySet<string> = new Set(['P1', 'P2', 'P3']);
const SHRUNK: Shrunk = { from: 1000, to: 100, decisions: 10, minimalUnder: 1000 };

function expectToFit(report: string, width: number): void {
  expect(Math.max(...report.split('\n').map(columnsIn)), report).toBeLessThanOrEqual(width);
}

/** Checks that the report is short, and names the page, the steps and the cause. */
function expectToBeTold(report: string, violation: Violation): void {
  const lines = report.split('\n');
  expect(lines.length, report).toBeLessThanOrEqual(REPORT_LINES_MAX);
  expectToFit(report, LINE_MAX);
  // A shrunk story needs no shortening.
  expect(report).not.toContain('lines are left out');
  expect(report).toMatch(/first wrong at §\d+ \(\d+\): /);
  const { provenance } = violation;
  expect(provenance.links.length, report).toBeGreaterThan(0);
  expect(report).toContain(provenance.kind === 'page' ? `why: ${provenance.about}: ` : '');
  expect(report).toMatch(RULED.has(violation.id) ? /broken (?:at|after|in) [^]+should be: / : '');
}

describe('the catalogue', () => {
  it.each(catalogue)(
    'finds each edit of $id once, in the source and in the compiled code',
    ({ edits }) => {
      for (const { file, find } of edits) {
        const emitted = join(projectRoot, '.build', file.replace(/\.ts$/, '.js'));
        for (const path of [join(projectRoot, file), emitted]) {
          // Compiled code is indented by four spaces, the sources by two.
          const text = readFileSync(path, 'utf8').replaceAll(/\s+/g, ' ');
          expect(text.split(find.replaceAll(/\s+/g, ' ')).length - 1, `${path}: ${find}`).toBe(1);
        }
      }
    },
  );

  it.concurrent.for(traces)('explains $bug.id in few lines', async (trace, { expect }) => {
    const { bug, scenario, decisions } = trace;
    const { property } = trace.expect;
    if (property === undefined) throw new Error(`the trace of ${bug.id} shows nothing`);
    expect(property).toBe(catalogue.find(({ id }) => id === bug.id)?.expect.property);
    const open = await loadEngine(bug.edits);
    const filmed = film(open, { scenario, decisions, upTo: propertyNamed(property) });
    const violation = describeViolation(filmed, filmed.objections ?? []);
    expect(violation.property).toBe(property);
    expect(violation.steps.length).toBeLessThanOrEqual(storyMax[bug.id] ?? STORY_MAX);
    const details = { replay: 'REPLAY', whole: '--verbose', shrunk: SHRUNK };
    expectToBeTold(reportViolation(violation, details), violation);
    for (const width of NARROWER) {
      const report = reportViolation(violation, details, { paint: plain, width });
      expectToFit(report, width);
      expect(report).not.toContain('lines are left out');
    }
    // The clean engine violates nothing in the same scenario under the same decisions.
    const clean = film(await loadEngine(), { scenario, decisions });
    expect(clean.objections).toBeUndefined();
  });
});
