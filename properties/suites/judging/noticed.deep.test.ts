/** How soon each bug is noticed by its own property alone, and that no other property stands in for it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hunt } from '../../running/campaign/hunt.ts';
import { readCatalogue } from '../../running/files/read-bug.ts';
import { readRecordedExecutions } from '../../running/files/read-recorded-executions.ts';
import type { GateReport } from '../../commands/gate/gate-report.ts';
import { EXECUTIONS_MAX, MARGIN, ORDER } from '../../commands/gate/hunt-catalogue.ts';
import { loadEngine } from '../../engines/loader/load-engine.ts';
import { propertyNamed, propertyNames } from '../../judging/oracles/properties.ts';
import { share, shareOf, TOO_LONG } from '../support/long-work.ts';
import { migcheck, temporaryFolder } from '../support/support.ts';

const catalogue = readCatalogue();
const recorded = readRecordedExecutions();
/** The bugs that are found soon, if not all are hunted: a few others would take most of the time. */
const soonFound = catalogue.filter(
  ({ id }) => (recorded.get(id) ?? 0) <= share ** 2 * EXECUTIONS_MAX,
);
/** Spread evenly over the catalogue. */
const hunted = new Set(shareOf(soonFound, share));

describe('each bug of the catalogue', () => {
  it.for(catalogue)('$id is noticed by its own property alone', async (bug, { skip }) => {
    skip(!hunted.has(bug), TOO_LONG);
    const only = propertyNamed(bug.expect.property);
    const open = await loadEngine(bug.edits);
    const huntFor = (runs: number, without?: typeof only): number | undefined => {
      const what = { order: ORDER, bug, isTold: false, runs, judged: { only, without } };
      return hunt(open, what, () => undefined).executions;
    };
    const executions = huntFor(EXECUTIONS_MAX) ?? Infinity;
    expect(executions).toBeLessThanOrEqual(EXECUTIONS_MAX);
    expect(huntFor(MARGIN * executions, only)).toBeUndefined();
  });
});

describe('the gate', () => {
  it('notices that a property was taken out, and names it and its bugs', async () => {
    const cwd = temporaryFolder();
    const flags = ['gate', '--without', 'P2', '--budget', '10m', '--runs', '300'];
    const { status, stdout } = await migcheck(flags, { cwd });
    expect(status).toBe(3);
    expect(stdout).toMatch(/\n {2}no-rearm: not noticed by P2 log in /);
    expect(stdout).toContain('incomplete: the engine, judged without P2 log, ');
    const file = join(cwd, 'report', 'gate.json');
    const { sections }: GateReport = JSON.parse(readFileSync(file, 'utf8'));
    const statuses = (section: string): ReadonlyMap<string, string> =>
      new Map(
        sections
          .filter(({ id }) => id === section)
          .flatMap(({ cases }) => cases.map((one) => [one.name, one.status])),
      );
    const missed = [...statuses('catalogue')].flatMap(([name, is]) =>
      is === 'incomplete' ? [name] : [],
    );
    const own = readCatalogue().filter(({ expect: { property } }) => property === propertyNames.P2);
    expect(missed.toSorted()).toEqual(own.map(({ id }) => id).toSorted());
    expect(statuses('properties').get(propertyNames.P2)).toBe('skipped');
    expect(statuses('properties').get(propertyNames.P1)).toBe('passed');
    const junit = readFileSync(join(cwd, 'report', 'junit.xml'), 'utf8');
    expect(junit).toMatch(
      /name="no-rearm"[^>]*>\s*<failure type="incomplete" message="[^"]*P2 log/,
    );
  }, 900_000);
});
