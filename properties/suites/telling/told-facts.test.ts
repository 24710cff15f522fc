/**
 * A story has the facts that are needed to understand it: which thread acted first, and why a host gave up.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseTrace } from '../../../traces/trace-file.ts';
import { loadEngine } from '../../engines/loader/load-engine.ts';
import { projectRoot } from '../../project-root.ts';
import { replayRun } from '../../running/replay/replay-run.ts';
import { tellChain } from '../../telling/story/provenance/why.ts';
import type { Violation } from '../../telling/story/violation.ts';
import { describeViolation } from '../../telling/story/violation.ts';
import { reportViolation } from '../../telling/story/violation-report.ts';
import { columnsOf } from '../../telling/film/record-states.ts';
import { migcheck, unwrapped } from '../support/support.ts';

const TRACES = join(projectRoot, 'properties', 'suites', 'inputs', 'traces');

interface Story {
  readonly violation: Violation;
  /** Lines of the form `actor: text`. */
  readonly lines: readonly string[];
  readonly why: string;
  readonly report: string;
}

async function storyOf(name: string): Promise<Story> {
  const file = join(TRACES, `${name}.json`);
  const trace = parseTrace(readFileSync(file, 'utf8'), file);
  const { filmed } = await replayRun(await loadEngine(trace.bug?.edits), trace, () => undefined);
  const violation = describeViolation(filmed, filmed.objections ?? []);
  const { steps, provenance } = violation;
  return {
    violation,
    lines: steps.map(({ actor, text }) => `${actor}: ${text}`),
    why: tellChain(provenance, steps) ?? '',
    report: reportViolation(violation, { replay: 'REPLAY', whole: '--verbose' }).replaceAll(
      /\s+/g,
      ' ',
    ),
  };
}

describe('a story tells', () => {
  it('that a device logged a page before it stored: in lines, why, bits and what should be', async () => {
    const { violation, lines, why, report } = await storyOf('log-before-dma');
    const log = lines.indexOf('device: logs ram0:0 before it stores');
    const store = lines.indexOf('device: stores version 2 in ram0:0');
    expect(log).toBeGreaterThanOrEqual(0);
    expect(store).toBeGreaterThan(log + 1);
    expect(why).toMatch(
      /logged by the device before it stores.* at §1 \(\d+\); .*version 2 written at §/,
    );
    const bits = violation.steps.map((step) => step.bits?.split(' ') ?? []);
    const isMarked = bits.map((names) => names.includes('M'));
    expect(isMarked.indexOf(true)).toBe(log);
    expect(isMarked.lastIndexOf(true)).toBe(store - 1);
    expect(report).toContain('| source: M logged by the device, not stored yet, armed');
    expect(report).toContain(`broken at §${log + 1} (`);
    expect(report).toContain('should be: a device stores first, and logs what it has stored');
  });

  it('what happened before the last setup, if a migration was given up there', async () => {
    const { lines } = await storyOf('cancelled-before-cleanup');
    expect(lines.slice(0, 3)).toEqual([
      'operator: starts a migration',
      expect.stringMatching(/^canceller: cancels the migration, the migration has been cancelled/),
      'operator: starts a migration',
    ]);
  });

  it.each(['failed-from-wrong-state', 's06b-failure-in-device-ignored-postcopy'])(
    'why a host hung up, with a hint at the status if no page differs (%s)',
    async (name) => {
      const { violation, lines } = await storyOf(name);
      expect(lines[0]).toMatch(/^incoming: refuses what it receives and hangs up: no postcopy: /);
      expect(violation.hint).toMatch(/status/);
      expect(violation.hint).not.toMatch(/page/);
    },
  );

  it('that bytes are unflushed, and where', async () => {
    const { violation, why } = await storyOf('package-not-flushed');
    expect(violation.property).toBe('DEADLOCK');
    expect(why).toMatch(
      /migration put the first of \d+ unflushed bytes into the buffer of the main/,
    );
    expect(why).toMatch(/of the main channel on the source at §\d+ \(\d+\)/);
  });

  it('which thread closed a channel, and which found it lost', async () => {
    const { lines, why } = await storyOf('r34d-source-shuts-preempt-early');
    const closing = lines.findIndex((line) =>
      /^migration: .*closes the preempt channel/.test(line),
    );
    const loss = lines.findIndex((line) =>
      line.startsWith('preempt: hangs up: the preempt channel is lost'),
    );
    expect(closing).toBeGreaterThanOrEqual(0);
    expect(loss).toBeGreaterThan(closing);
    expect(why).toContain('migration closes the preempt channel');
  });
});

describe('the page of a trace', () => {
  it('has columns for writes that a device has begun', () => {
    const file = join(TRACES, 'log-before-dma.json');
    const { scenario } = parseTrace(readFileSync(file, 'utf8'), file);
    const names = columnsOf(scenario).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['logged, not stored', 'stored, not logged']));
    expect(columnsOf({ ...scenario, device: [] }).map(({ name }) => name)).not.toContain(
      'logged, not stored',
    );
  });
});

describe('a step is named by the line of the story and by its number in the run', () => {
  const EXAMPLE = 'traces/examples/stale-shadow.json';

  it('in the report, with --flip and with --verbose', async () => {
    const { stdout } = await migcheck(['replay', '--verbose', EXAMPLE]);
    expect(stdout).toContain('first wrong at §5 (25): ');
    expect(stdout).toContain('broken at §4 (23): ');
    expect(unwrapped(stdout)).toContain('version 1 sent at §2 (12); ');
    expect(unwrapped(stdout)).toContain('the choice: at §3 (15) vcpu0 goes on');
    expect(unwrapped(stdout)).toContain('done at §3 (15), nothing is violated');
    expect(stdout).toMatch(/^ +§4 \(23\) {2}/m);
    expect(stdout).toMatch(/^ +19 {2}/m);
    expect(stdout).toMatch(/^> §5 \(25\) {2}/m);
  });

  it('in JSON, with the place in the sources, with or without edits', async () => {
    const { stdout } = await migcheck(['replay', '--json', EXAMPLE]);
    const { violation } = JSON.parse(stdout);
    expect(violation).toMatchObject({ failedStep: 5, at: 25 });
    const steps: readonly { n: number; at: number; source: object }[] = violation.steps;
    expect(steps.map(({ n, at }) => [n, at])).toEqual([
      [1, 8],
      [2, 12],
      [3, 15],
      [4, 23],
      [5, 25],
    ]);
    const file = 'impl/engine/source/merge-log.ts';
    const lines = readFileSync(join(projectRoot, file), 'utf8').split('\n');
    const at = (code: string): number => lines.findIndex((line) => line.includes(code)) + 1;
    // The bug removes text from the lines before the second of these.
    expect(steps[3]?.source).toEqual({
      file,
      line: at("(kind === 'legacy-iteration' ? dirty : parked).set(page)"),
      function: 'mergeByPage',
    });
    expect(steps[4]?.source).toEqual({
      file,
      line: at('block.parked.unset(page)'),
      function: 'forgetSentPages',
    });
    expect(violation.provenance.breaks[0]).toMatchObject({ n: 4, at: 23 });
    expect(violation.flip.choice).toMatchObject({ n: 3, at: 15 });
  });
});
