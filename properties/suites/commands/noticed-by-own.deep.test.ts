/** The gate tests each property by itself: a property that is removed, or no longer objects, is reported. */
import { describe, expect, it } from 'vitest';
import type { OpenSystem } from '../../../impl/system.ts';
import type { Bug } from '../../../traces/bug-file.ts';
import type { Hunt } from '../../running/campaign/hunt.ts';
import { hunt } from '../../running/campaign/hunt.ts';
import { bugsTable } from '../../commands/cli/bugs-output.ts';
import { scoreOf } from '../../commands/cli/bugs-score.ts';
import { readCatalogue } from '../../running/files/read-bug.ts';
import type { CatalogueTrace } from '../../proving/edits/read-edits.ts';
import { readCatalogueTraces } from '../../proving/edits/read-edits.ts';
import type { GateCase } from '../../commands/gate/gate-report.ts';
import { huntOne } from '../../commands/gate/hunt-catalogue.ts';
import { propertyCases } from '../../commands/gate/property-cases.ts';
import { loadEngine } from '../../engines/loader/load-engine.ts';
import { execute, makeLockstep } from '../../judging/execution/execution.ts';
import type { JudgedProperties } from '../../judging/lockstep/judged-properties.ts';
import type { PropertyId } from '../../judging/lockstep/property-id.ts';
import { propertyIds } from '../../judging/lockstep/property-id.ts';
import { properties, propertyNamed, propertyNames } from '../../judging/oracles/properties.ts';
import { followDecisions } from '../../searching/strategies/follow-decisions.ts';
import { makeDraw } from '../../judging/execution/random-source.ts';

const catalogue = readCatalogue();
const traces = readCatalogueTraces();

function bugNamed(id: string): (typeof catalogue)[number] {
  const bug = catalogue.find((one) => one.id === id);
  if (bug === undefined) throw new Error(`there is no bug ${id}`);
  return bug;
}

/** The property that a recorded run violates, judged this way. */
function shownBy(
  open: OpenSystem,
  { scenario, decisions }: CatalogueTrace,
  judged: JudgedProperties,
): PropertyId | undefined {
  const lockstep = makeLockstep(scenario, open, [], judged);
  const strategy = followDecisions(decisions, lockstep.system);
  return execute(lockstep, strategy, makeDraw('none')).objections?.[0]?.property;
}

/** Executions until the property objects, with its own oracle or another. */
async function huntFor(
  bug: Bug,
  only: PropertyId,
  oracle = properties[only].oracle,
): Promise<number | undefined> {
  const { oracle: own } = properties[only];
  const order = { seed: 'gate', scenario: 'mixed', strategy: 'mix' };
  const what = { order, bug, runs: 300, isTold: false, judged: { only } };
  const open = await loadEngine(bug.edits);
  try {
    Object.assign(properties[only], { oracle });
    return hunt(open, what, () => undefined).executions;
  } finally {
    Object.assign(properties[only], { oracle: own });
  }
}

describe.each(propertyIds)('without %s', (id) => {
  const own = traces.filter(({ bug }) => bugNamed(bug.id).expect.property === propertyNames[id]);

  it('none of its bugs violates it, and each does with it', async () => {
    expect(own.length).toBeGreaterThan(0);
    for (const trace of own) {
      const name = trace.bug.id;
      const open = await loadEngine(trace.bug.edits);
      expect({ name, by: shownBy(open, trace, { only: id }) }).toEqual({ name, by: id });
      expect(shownBy(open, trace, { only: id, without: id }), name).toBeUndefined();
      expect(shownBy(open, trace, { without: id }), name).not.toBe(id);
    }
  });
});

describe('a bug of the catalogue', () => {
  const signal = new AbortController().signal;

  it('is hunted past violations of other properties', async () => {
    // Without the log and clear discipline, other properties notice the loss, but later.
    const bug = bugNamed('no-rearm');
    expect(await huntFor(bug, 'P2')).toBeGreaterThan(0);
    expect(await huntFor(bug, 'P2', () => ({}))).toBeUndefined();
    expect(propertyNamed(bug.expect.property)).toBe('P2');
    const others = { order: { seed: 'gate', scenario: 'mixed', strategy: 'mix' }, bug };
    const open = await loadEngine(bug.edits);
    const judged = { without: 'P2' } as const;
    const { executions, violates } = hunt(
      open,
      { ...others, runs: 3000, isTold: false, judged },
      () => undefined,
    );
    expect(executions).toBeGreaterThan(0);
    expect(violates).not.toContain(propertyNames.P2);
  });

  it('fails its case, which names bug and property, if its property does not notice it', async () => {
    const bug = bugNamed('zero-page-skipped');
    const seen = await huntOne(bug, { without: undefined, signal });
    expect(seen).toMatchObject({ name: bug.id, status: 'passed' });
    expect(seen?.note).toMatch(/^END notices it in \d+ executions$/);
    const blind = await huntOne(bug, { without: 'END', signal });
    expect(blind).toMatchObject({ name: bug.id, status: 'incomplete' });
    expect(blind?.note).toMatch(
      /^not noticed by END in \d+ executions without its oracle \(with it, noticed after \d+\): /,
    );
    // Removing another property as well makes no difference.
    const other = await huntOne(bug, { without: 'P2', signal });
    expect(other?.note).toBe(seen?.note);
  });
});

describe('the table of bugs', () => {
  const order = { seed: 's', scenario: 'mixed', strategy: 'mix' };
  const rowOf = (...hunts: readonly Hunt[]): readonly [string, number] => {
    const bug = bugNamed('zero-page-skipped');
    const score = scoreOf(hunts, bug.expect.property);
    const [row = ''] = bugsTable([{ bug, scores: { mix: score } }], ['mix'])
      .split('\n')
      .filter((line) => line.includes(bug.id));
    return [row, score.own];
  };

  it('names no property for an untold hunt, and marks an unexpected property', () => {
    const untold = { order, executions: 5, violates: [propertyNames.R] };
    const told = { ...untold, told: { property: propertyNames.R, story: 3 } };
    const own = { ...untold, told: { property: propertyNames.END, story: 3 } };
    expect(rowOf(untold)).toEqual([expect.not.stringContaining('END'), 0]);
    expect(rowOf(told)).toEqual([expect.stringContaining('R (not END)'), 0]);
    expect(rowOf(own, untold)).toEqual([expect.stringMatching(/ END +\W$/), 1]);
    expect(rowOf({ ...untold, violates: [propertyNames.END] })[1]).toBe(1);
    expect(rowOf({ order })).toEqual([expect.not.stringContaining('END'), 0]);
  });
});

describe('a property', () => {
  const statusOf = (cases: readonly GateCase[], id: PropertyId): string | undefined =>
    cases.find(({ name }) => name === propertyNames[id])?.status;
  const searchOf = (judged: readonly PropertyId[], isInterrupted: boolean): SearchedLike => ({
    violation: undefined,
    file: undefined,
    result: {
      executions: 10,
      scenarios: 1,
      steps: 1,
      digest: '0',
      seconds: 1,
      isInterrupted,
      reached: new Set(),
      visited: new Set(),
      lesson: [],
      judged: new Set(judged),
      state: {
        executions: 10,
        scenarios: 1,
        steps: 1,
        digest: '0',
        reached: new Set(),
        visited: new Set(),
        judged: new Set(judged),
        lessons: { total: [], last: [], lastButOne: [] },
      },
    },
  });
  type SearchedLike = Parameters<typeof propertyCases>[1]['searches'][number];

  it('has passed only if a finished search had something for it to judge', () => {
    const whole = { without: undefined };
    const searches = [searchOf(['P1', 'END'], false), searchOf(['P2'], true)];
    const cases = propertyCases(whole, { searches }, []);
    expect((['P1', 'END', 'P2', 'Q1'] as const).map((id) => statusOf(cases, id))).toEqual([
      'passed',
      'passed',
      'skipped',
      'skipped',
    ]);
    const without = propertyCases({ without: 'Q1' }, { searches }, []);
    expect(without.find(({ name }) => name === propertyNames.Q1)?.note).toContain('(taken out)');
  });
});
