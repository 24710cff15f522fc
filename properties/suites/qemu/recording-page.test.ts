/** The page of a run of real QEMU shows what was recorded, in order, and where it was wrong. */
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { QemuRecording } from '../../../traces/recording-file.ts';
import { printRecording } from '../../../traces/recording-file.ts';
import type { StepView, TraceView } from '../../../traces/trace-view.ts';
import type { ObservedRun } from '../../commands/cli/qemu/page.ts';
import { viewOfObserved } from '../../commands/cli/qemu/page.ts';
import { projectRoot } from '../../project-root.ts';
import { printFinding } from '../../qemu/findings/finding-file.ts';
import { readFinding } from '../../commands/cli/qemu/replay.ts';
import { aboutNoPage } from '../../qemu/judging/problem.ts';
import { readRecording } from '../../qemu/validation/read-recording.ts';
import { migcheckHere, temporaryFolder } from '../support/support.ts';

const FOLDER = join(projectRoot, 'traces', 'recordings');
const names = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json.gz'))
  .map((file) => file.replace('.json.gz', ''));

function fileOf(name: string): string {
  return join(FOLDER, `${name}.json.gz`);
}

function viewOf(recording: QemuRecording, finding?: ObservedRun['finding']): TraceView {
  return viewOfObserved({ recording, finding, file: 'FILE' });
}

function laneOf({ threads }: TraceView, { thread }: StepView): string | undefined {
  return threads[thread]?.name;
}

function textsIn(view: TraceView, lane: string): readonly (string | undefined)[] {
  return view.steps.filter((step) => laneOf(view, step) === lane).map(({ text }) => text);
}

/** The contents of each touched page at one place after the last step. */
function contentsAtEnd(view: TraceView, place: string, pages: readonly number[]): string[] {
  const { firstCells, facts, pageCells, contents, contentNames = [] } = view;
  const cells = [...firstCells];
  for (const { changes } of view.steps)
    for (let at = 0; at < changes.length; at += 2)
      cells[changes[at] as number] = changes[at + 1] as number;
  const column = view.columns.find((one) => one.name === 'content' && one.place === place);
  return pages.map((page) => {
    const content = cells[facts.length + page * pageCells + (column?.cell ?? 0)] as number;
    return contentNames[content]?.long ?? String(contents[content]);
  });
}

/** As a recording of today: with times and deeds, which those in the repository do not have. */
function withTimes(recording: QemuRecording): QemuRecording {
  const wires = recording.wires.map((wire) => ({
    ...wire,
    times: wire.items.map((_, at) => 600_000 + at * 100),
  }));
  const deeds: QemuRecording['deeds'] = [
    { at: 1000, actor: 'operator', text: 'migrate' },
    { at: 9_000_000, actor: 'judge', text: 'nothing ends' },
  ];
  return { ...recording, wires, deeds };
}

describe('the page of a recording', () => {
  it.each(names)('has the steps of %s in order, and few enough to read', (name) => {
    const recording = readRecording(fileOf(name));
    const view = viewOf(recording);
    const times = view.steps.flatMap(({ ms }) => (ms === undefined ? [] : [ms]));
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    expect(view.steps.filter(({ text }) => text !== undefined).length).toBeLessThan(500);
    // No record is lost when many are told together.
    const sent = view.tracepoints.findIndex((one) => one.name === 'ram_save_page');
    const told = view.steps.flatMap(({ events }) => events.filter(([event]) => event === sent));
    const items = recording.wires.flatMap((wire) => wire.items);
    expect(told).toHaveLength(items.filter(({ kind }) => kind === 'record').length);
  });

  it('ends with the same memory on both hosts, if nothing was wrong', () => {
    for (const name of ['precopy', 'precopy-11', 'cancel-retry']) {
      const view = viewOf(readRecording(fileOf(name)));
      expect(view.violation).toBeUndefined();
      const pages = view.pages.map((_, page) => page).slice(0, 512);
      const found = contentsAtEnd(view, 'destination', pages);
      expect(contentsAtEnd(view, 'source', pages).map((one, at) => [at, one])).toEqual(
        found.map((one, at) => [at, one]),
      );
    }
  });

  it('tells a fault, its request and its answer in this order, in the words of the engine', () => {
    const view = viewOf(readRecording(fileOf('preempt')));
    const texts = view.steps.map((step) => `${laneOf(view, step)}: ${step.text}`);
    const places = [
      'destination log: waits for m0:264',
      'return path: asks for m0:264',
      'preempt channel: carries m0:264: version 1',
      'destination log: places m0:264',
      'destination vCPU: reads version 1 in m0:264 (72.2 ms)',
    ].map((text) => texts.indexOf(text));
    expect(places).toEqual(places.filter((at) => at >= 0).toSorted((one, other) => one - other));
  });

  it.each([
    ['lost-write', 'm0:484', 'completes the migration'],
    ['misnamed-block', 'm0:1', 'carries m0:1: zeros'],
  ])('points to the step of %s that the model does not allow', (name, page, text) => {
    const { violation, steps, pages } = viewOf(readRecording(fileOf(name)));
    expect(violation).toMatchObject({ property: 'R', page: pages.indexOf(page) });
    expect(steps[(violation?.step ?? 0) - 1]?.text).toBe(text);
  });

  it('has the times of items, the operator, and the objection of the judge', () => {
    const view = viewOf(withTimes(readRecording(fileOf('postcopy-11'))));
    expect(textsIn(view, 'operator')).toEqual(['migrate']);
    expect(view.violation).toMatchObject({ what: 'nothing ends', step: view.steps.length });
    expect(view.steps.filter(({ ms }) => ms === undefined)).toEqual([]);
    expect(view.steps.at(-1)).toMatchObject({ ms: 9000, text: 'nothing ends' });
    const { lines } = view.accounts[0] ?? { lines: [] };
    expect([lines[0], lines.at(-1)]).toMatchObject([{ text: 'migrate' }, { actor: 'judge' }]);
  });

  it('shows the problem of a finding', () => {
    const problem = { ...aboutNoPage, property: 'LIVENESS', text: 'nothing ends' } as const;
    const { violation } = viewOf(withTimes(readRecording(fileOf('postcopy-11'))), { problem });
    expect(violation).toMatchObject({ property: 'LIVENESS', what: 'nothing ends' });
    expect(violation?.hint).toBe('the last command of the operator was: migrate');
  });
});

describe('view', () => {
  const FINDING = join(projectRoot, 'traces', 'qemu', 'misnamed-block.json');

  it('takes a recording', async () => {
    const cwd = temporaryFolder();
    const { status, stdout } = await migcheckHere(['view', fileOf('lost-write')], { cwd });
    expect({ status, said: stdout.split('\n')[0] }).toEqual({
      status: 0,
      said: 'VIOLATED R (QEMU 7.2.22, q35, tcg)',
    });
    expect(readFileSync(join(cwd, 'lost-write.html'), 'utf8')).toContain('"m0:484"');
  });

  it('takes a finding, with the recording beside it', async () => {
    const cwd = temporaryFolder();
    const finding = readFinding(FINDING);
    copyFileSync(FINDING, join(cwd, 'one.json'));
    const recording = readRecording(fileOf('misnamed-block'));
    writeFileSync(join(cwd, 'one.recording.json'), printRecording(recording));
    const { status, stdout } = await migcheckHere(['view', 'one.json'], { cwd });
    expect({ status, page: existsSync(join(cwd, 'one.html')) }).toEqual({ status: 0, page: true });
    expect(stdout).toContain(`VIOLATED ${finding.problem.property}`);
  });

  it.each([
    ['without its recording', undefined, /one\.recording\.json: no such file/],
    ['with another recording', 'precopy', /one\.json is of preempt on QEMU 7\.2\S* but the rec/],
  ])('refuses a finding %s in one line', async (_, name, line) => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'one.json'), printFinding(readFinding(FINDING)));
    if (name !== undefined)
      writeFileSync(join(cwd, 'one.recording.json'), printRecording(readRecording(fileOf(name))));
    const { status, stderr } = await migcheckHere(['view', 'one.json'], { cwd });
    expect(stderr).toMatch(line);
    expect({ status, lines: stderr.trimEnd().split('\n').length }).toEqual({ status: 2, lines: 1 });
    expect(existsSync(join(cwd, 'one.html'))).toBe(false);
  });

  it.each([
    ['cut.json', '{"format":"migcheck-recording","version":1', /cut\.json: not JSON/],
    ['old.json', '{"format":"migcheck-recording","version":9}', /old\.json at version/],
    ['x.json.gz', 'not compressed', /x\.json\.gz: incorrect header check/],
    ['f.json', '{"format":"migcheck-qemu-finding","version":1}', /f\.json at /],
  ])('refuses %s in one line', async (file, text, line) => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, file), text);
    const { status, stderr } = await migcheckHere(['view', file], { cwd });
    expect(stderr).toMatch(line);
    expect({ status, lines: stderr.trimEnd().split('\n').length }).toEqual({ status: 2, lines: 1 });
    expect(readdirSync(cwd)).toEqual([file]);
  });
});
