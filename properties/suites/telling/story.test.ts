/** A story says what was done, why it went wrong, and what would have made the difference. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseTrace } from '../../../traces/trace-file.ts';
import { readCatalogueTraces } from '../../proving/edits/read-edits.ts';
import { loadEngine } from '../../engines/loader/load-engine.ts';
import { propertyNamed } from '../../judging/oracles/properties.ts';
import { projectRoot } from '../../project-root.ts';
import { MIXED, scenarioNumber } from '../../searching/scenarios/families.ts';
import { findFlip } from '../../telling/story/flip.ts';
import { reportFlip } from '../../telling/story/flip-report.ts';
import type { Filmed } from '../../telling/film/frames.ts';
import { film, filmStrategy } from '../../telling/film/frames.ts';
import { drawLanes } from '../../telling/story/lanes.ts';
import { LINE_MAX, PLAIN } from '../../telling/story/look.ts';
import { findBreaches } from '../../telling/story/provenance/breaches.ts';
import { tellEveryStep } from '../../telling/story/story.ts';
import type { Violation } from '../../telling/story/violation.ts';
import { describeViolation, everyStepOf } from '../../telling/story/violation.ts';
import { REPORT_LINES_MAX, reportViolation } from '../../telling/story/violation-report.ts';
import { random } from '../../searching/strategies/random.ts';
import { migcheck } from '../support/support.ts';

const EXAMPLE = 'traces/examples/stale-shadow.json';
const SCENARIOS = 100;

interface Told {
  readonly filmed: Filmed;
  readonly violation: Violation;
}

async function tellExample(): Promise<Told> {
  const trace = parseTrace(readFileSync(join(projectRoot, EXAMPLE), 'utf8'), EXAMPLE);
  const filmed = film(await loadEngine(trace.bug?.edits), { ...trace, upTo: 'P1' });
  return { filmed, violation: describeViolation(filmed, filmed.objections ?? []) };
}

describe('the rules that find a broken step', () => {
  it('find nothing wrong with a clean engine', async () => {
    const open = await loadEngine();
    const kinds = new Set<string>();
    for (let number = 0; number < SCENARIOS; number++) {
      const scenario = scenarioNumber(number, MIXED, 'story');
      const filmed = filmStrategy(open, { scenario }, random());
      kinds.add(`${scenario.log}${scenario.postcopy ? ' postcopy' : ''}`);
      expect(filmed.objections).toBeUndefined();
      expect(findBreaches(filmed), `scenario ${number}`).toEqual([]);
    }
    expect(kinds.size).toBe(6);
  });

  it('find the step that left a stale shadow bit, two steps before the page was lost', async () => {
    const { violation } = await tellExample();
    const [first] = violation.provenance.breaks;
    expect(first).toMatchObject({
      actor: 'background sync',
      page: 'ram0:0',
      did: 'leaves S set',
      should: 'a background sync sets S to D, for every page',
    });
    expect(violation.steps[3]?.runSteps).toContain(first?.step);
  });
});

describe('a report of the catalogue', () => {
  const traces = readCatalogueTraces();

  it.concurrent.for([
    [
      'interrupted-forgotten',
      'broken at §12 (41): migration: sends ram1:1 on the main channel before ram0:1',
    ],
    ['interrupted-split', 'sends ram0:1 on the preempt channel, but its host page began on main'],
    ['overlap-ignores-block', 'leaves ram1:1 to the other sender, which is sending ram0:1'],
    ['temp-page-kept', 'places ram1:0 to 1 without ram1:1, after ram0:0 was placed'],
    [
      'huge-page-not-interrupted',
      'goes on with ram0:2, a part of ram0:0 to 3, although ram0:4 is asked',
    ],
    ['hint-ends-search', 'the search that should begin at the hint ram0:1 finds no page'],
    ['cursor-forgotten', 'the search that should begin behind ram1:0 finds ram1:0'],
    ['missing-block-offset', 'leaves L set (the step looks for it at an index that has no page)'],
    ['conditional-merge', 'leaves D clear, in a pass with no background syncs'],
    ['hints-with-postcopy', 'ram0:0: marked dirty, not plugged in (never sent'],
    ['urgent-mutex-leaked', 'return path took bitmap_mutex and holds it'],
  ] as const)('says what was wrong with %s', async ([id, told], { expect }) => {
    const trace = traces.find(({ bug }) => bug.id === id);
    if (trace === undefined) throw new Error(`no trace of ${id}`);
    const upTo = propertyNamed(trace.expect.property ?? '');
    const filmed = film(await loadEngine(trace.bug.edits), { ...trace, upTo });
    const violation = describeViolation(filmed, filmed.objections ?? []);
    const report = reportViolation(violation, { replay: 'REPLAY', whole: '--verbose' });
    expect(report.replaceAll(/\s+/g, ' ')).toContain(told);
  });
});

describe('the chain of a page', () => {
  it('goes from the write to the step that lost it', async () => {
    const { violation } = await tellExample();
    const { about, links } = violation.provenance;
    expect(about).toBe('ram0:0');
    const write = links.findIndex(({ kind }) => kind === 'written');
    const kinds = links.slice(write).map(({ kind }) => kind);
    expect(kinds).toEqual(
      expect.arrayContaining(['written', 'fetched', 'delivered', 'parked', 'dropped']),
    );
    expect(links.map(({ step }) => step)).toEqual(
      links.map(({ step }) => step).toSorted((one, other) => one - other),
    );
    expect(links.at(-1)).toMatchObject({ kind: 'dropped', text: 'dropped from I' });
  });
});

describe('a flip', () => {
  it('is the latest choice and the latest write without which nothing is violated', async () => {
    const trace = parseTrace(readFileSync(join(projectRoot, EXAMPLE), 'utf8'), EXAMPLE);
    const open = await loadEngine(trace.bug?.edits);
    const { filmed, violation } = await tellExample();
    const flip = findFlip(open, filmed);
    expect(flip.isComplete).toBe(true);
    expect(flip.choice).toMatchObject({
      went: { thread: 'vcpu0', label: 'store' },
      instead: { thread: 'background sync', label: 'BQL' },
    });
    expect(flip.choice?.passes.map(({ text }) => text).join()).toContain('marks dirty ram0:0');
    expect(flip.write).toMatchObject({ actor: 0, page: 'ram0:0' });
    expect(findFlip(open, filmed)).toEqual(flip);
    const lines = reportFlip(flip, violation.steps).split('\n');
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(LINE_MAX);
  });
});

describe('lanes', () => {
  it('have a column for each thread that acts, and every step on request', async () => {
    const { filmed, violation } = await tellExample();
    const { steps, threads, at } = violation;
    const { head: heads, lines } = drawLanes({ steps, threads, wrong: at }, PLAIN);
    const head = heads.join('\n');
    expect(head.trim().split(/ {2,}/)).toEqual(['migration', 'background sync', 'vcpu0']);
    expect(lines.filter((line) => /^[ >] +§\d/.test(line))).toHaveLength(steps.length);
    expect(lines.filter((line) => line.startsWith('>'))).toHaveLength(1);
    const column = head.indexOf('background sync');
    expect(lines[0]?.slice(column)).toMatch(/^sync: notes as still dirty/);
    expect(tellEveryStep(filmed, 0, steps)).toHaveLength(filmed.frames.length);
  });

  it('are coloured on demand, but not in a pipe or with NO_COLOR', async () => {
    const args = ['replay', EXAMPLE];
    const escape = '\u001B[';
    expect((await migcheck(args)).stdout).not.toContain(escape);
    expect((await migcheck(args, { env: { FORCE_COLOR: '1' } })).stdout).toContain(escape);
    const both = { FORCE_COLOR: '1', NO_COLOR: '1' };
    expect((await migcheck(args, { env: both })).stdout).not.toContain(escape);
  });
});

describe('a report', () => {
  it('leaves out the middle of a long story, unless every step is wanted', async () => {
    const { filmed, violation } = await tellExample();
    const everyStep = everyStepOf(violation, filmed);
    const steps = everyStep.map((step, index) => ({ ...step, n: index + 1 }));
    const short = reportViolation(
      { ...violation, steps, failedStep: 25 },
      { replay: 'REPLAY', whole: '--verbose' },
    );
    expect(short.split('\n')).toHaveLength(REPORT_LINES_MAX);
    expect(short).toMatch(/^> §25 \(25\) /m);
    const whole = reportViolation(violation, { replay: 'REPLAY', whole: '--verbose', everyStep });
    expect(whole.split('\n').length).toBeGreaterThan(REPORT_LINES_MAX);
  });
});

describe('replay', () => {
  it('shows every step and the decisive choice with --verbose', async () => {
    const { filmed } = await tellExample();
    const { stdout } = await migcheck(['replay', '--verbose', EXAMPLE]);
    expect(stdout.match(/^[ >] +(?:§\d+ \(\d+\)|\d+) {2}/gm)?.length).toBe(filmed.frames.length);
    expect(stdout).toContain('the choice: at §3 (15) vcpu0 goes on');
    expect(stdout).toContain('reproduced: P1 coverage');
    expect(stdout).not.toContain('at another step');
  });
});
