/** Earlier violations are run first, reported by their cause, and kept in their shortest form. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makePlan } from '../../commands/plans/check-plan.ts';
import { readBug } from '../../running/files/read-bug.ts';
import { causeOf } from '../../running/corpus/cause.ts';
import type { Regression } from '../../running/corpus/read-corpus.ts';
import { readRegression } from '../../running/corpus/read-corpus.ts';
import { readCatalogueTraces } from '../../proving/edits/read-edits.ts';
import { describeRegression, runRegressions } from '../../running/corpus/run-regressions.ts';
import { projectRoot } from '../../project-root.ts';
import type { StoryStep } from '../../telling/story/story-step.ts';
import type { Violation } from '../../telling/story/violation.ts';
import { corpusIn, migcheck, migcheckHere, temporaryFolder, treeWith } from '../support/support.ts';

const EXAMPLE = join(projectRoot, 'traces', 'examples', 'stale-shadow.json');
const example = readFileSync(EXAMPLE, 'utf8');
const signal = new AbortController().signal;

describe('a cause', () => {
  const step = (change: Partial<StoryStep>): StoryStep => {
    return {
      n: 1,
      actor: 'vcpu0',
      action: 'write',
      text: 'writes',
      runSteps: [1],
      at: 1,
      ...change,
    };
  };
  const violation: Violation = {
    id: 'P1',
    property: 'P1 coverage',
    also: [],
    what: 'ram0:0: its newest copy is version 1, the source has version 2',
    steps: [step({})],
    failedStep: 1,
    at: 1,
    alsoWhat: [],
    hint: '',
    provenance: { about: 'ram0:0', kind: 'page', links: [], breaks: [] },
    threads: ['migration', 'vcpu0'],
  };

  it('is the same for any page, version, vCPU and schedule', () => {
    const other: Violation = {
      ...violation,
      what: 'ram2:7: its newest copy is version 4, the source has version 12',
      steps: [step({ actor: 'device', action: 'read' }), step({ n: 2, actor: 'vcpu2' })],
      failedStep: 2,
    };
    expect(causeOf(other)).toBe(causeOf(violation));
    expect(causeOf(violation)).toMatch(/^p1-coverage-[0-9a-f]{8}$/);
  });

  it.each<[string, Partial<Violation>]>([
    ['property', { property: 'P2 log' }],
    ['last action', { steps: [step({ action: 'sync' })] }],
    ['last actor', { steps: [step({ actor: 'migration' })] }],
    ['complaint', { what: 'ram0:0: it is read before the log of its chunk is cleared' }],
  ])('differs with its %s', (_, change) => {
    expect(causeOf({ ...violation, ...change })).not.toBe(causeOf(violation));
  });
});

describe('the corpus', () => {
  const { edits } = readBug('seed-003-stale-shadow');

  it('is run on the current engine, without the bugs of its traces', async () => {
    const [run] = await runRegressions([readRegression(EXAMPLE)], { edits: [], jobs: 1, signal });
    expect(run?.violation).toBeUndefined();
    expect(run && describeRegression(run)).toMatch(/^fixed: P1 coverage was violated/);
  });

  it('counts each cause once, and shows the trace that fails first', async () => {
    const one = readRegression(EXAMPLE);
    const { scenario, decisions } = one.trace;
    const detour = { thread: 'migration', event: 'bitmap_mutex', nth: 1, to: 'device' };
    const later: Regression = {
      ...one,
      file: 'later.json',
      trace: {
        ...one.trace,
        scenario: { ...scenario, device: [{ kind: 'write', block: 0, page: 0 }] },
        decisions: [detour, ...decisions],
      },
    };
    const runs = await runRegressions([later, one], { edits, jobs: 2, signal });
    const [slow, fast] = runs;
    expect(slow?.steps).toBeGreaterThan(fast?.steps ?? Infinity);
    expect(runs.map(({ violation }) => violation?.property)).toEqual([
      'P1 coverage',
      'P1 coverage',
    ]);
    expect(runs.map(({ sameAs }) => sameAs)).toEqual([EXAMPLE, undefined]);
  });

  it('takes at most a tenth of a second for each fixed trace', async () => {
    const traces = readCatalogueTraces().filter((_, at) => at % 2 === 0);
    const corpus = traces.map(({ bug, ...trace }): Regression => ({ file: bug.id, trace }));
    const startedAt = process.cpuUsage();
    const runs = await runRegressions(corpus, { edits: [], jobs: 1, signal });
    const { user, system } = process.cpuUsage(startedAt);
    expect(runs.map(({ file, violation }) => ({ file, violation }))).toEqual(
      corpus.map(({ file }) => ({ file, violation: undefined })),
    );
    expect((user + system) / 1e6 / runs.length).toBeLessThan(0.1);
  });

  it('is reported as fixed by a full check', async () => {
    const cwd = temporaryFolder();
    corpusIn(cwd, { 'a.json': example, 'README.md': 'not a trace' });
    const { status, stdout } = await migcheck(['check'], { cwd, interruptAt: /seed/ });
    expect(status).toBe(130);
    expect(stdout).toContain('regressions: 1 of 1 fixed');
  });

  it('ends a full check if it still fails, but not a narrower one', async () => {
    const tree = treeWith('seed-003-stale-shadow');
    const folder = corpusIn(tree.cwd, { 'a.json': example, 'b.json': example });
    const { status, stdout } = await migcheck(['check', '--json'], tree);
    expect(status).toBe(1);
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({
      verdict: 'violated',
      executions: 2,
      violation: { property: 'P1 coverage', file: join(folder, 'a.json') },
      regressions: [{ status: 'violated' }, { status: 'violated', sameAs: join(folder, 'a.json') }],
    });
    const narrow = await migcheck(['check', '--runs', '10', '--seed', 'a', '--json'], tree);
    expect(JSON.parse(narrow.stdout).executions).toBe(10);
  });

  it('is run by a check of everything, however short, and by no other', async () => {
    const ofAll = await Promise.all([makePlan({}), makePlan({ short: true })]);
    expect(ofAll.map(({ hasRegressions }) => hasRegressions)).toEqual([true, true]);
    const narrowed = [{ runs: 10 }, { time: 10 }, { scenario: 'precopy' }, { bug: 'no-rearm' }];
    const short = narrowed.slice(2).map((flags) => ({ ...flags, short: true }));
    for (const flags of [...narrowed, ...short])
      expect((await makePlan(flags)).hasRegressions, JSON.stringify(flags)).toBe(false);
  });

  it('leaves nothing to resume if it was interrupted, since it would not be run again', async () => {
    const cwd = temporaryFolder();
    corpusIn(
      cwd,
      Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`${at}.json`, example])),
    );
    const flags = ['check', '--jobs', '1'];
    const { status, stdout } = await migcheck(flags, { cwd, interruptAt: /seed/ });
    expect(status).toBe(130);
    expect(stdout).not.toContain('--resume');
    expect(readdirSync(join(cwd, 'traces'))).toEqual(['regressions']);
  });
});

describe.each(['check', 'gate'])('a corpus that %s cannot read', (command) => {
  const expectUsageError = async (cwd: string, line: RegExp): Promise<void> => {
    const { status, stdout, stderr } = await migcheckHere([command], { cwd });
    expect(stderr).toMatch(line);
    expect({ status, stdout, lines: stderr.trimEnd().split('\n').length }).toEqual({
      status: 2,
      stdout: '',
      lines: 1,
    });
    expect(readdirSync(cwd)).toEqual(['traces']);
  };

  it.each([
    ['is truncated', example.slice(0, 700), /a\.json: not JSON/],
    ['is empty', '', /a\.json: not JSON/],
    ['is of another format', '{"format":"else"}', /a\.json at format/],
    ['has a surplus key', example.replace('{', '{"surplus":1,'), /a\.json.*surplus/],
    ['expects an unknown property', example.replaceAll('P1 coverage"', 'P99"'), /a\.json.*P99/],
    ['is of another engine', example.replace('{', '{"system":"x.js",'), /a\.json.*engine, x\.js/],
    ['is too large', ' '.repeat(17 * 1024 * 1024), /a\.json: too large/],
  ])('because a trace %s is refused in one line, exit 2', async (_, text, line) => {
    const cwd = temporaryFolder();
    corpusIn(cwd, { 'a.json': text });
    await expectUsageError(cwd, line);
  });

  it.each<[string, (file: string) => void, RegExp]>([
    ['a folder', (file) => mkdirSync(file), /a\.json: not a file/],
    ['a pipe', (file) => execFileSync('mkfifo', [file]), /a\.json: not a file/],
    ['a link to nowhere', (file) => symlinkSync('nowhere', file), /a\.json: no such file/],
  ])('because a trace is %s is refused in one line, exit 2', async (_, make, line) => {
    const cwd = temporaryFolder();
    make(join(corpusIn(cwd, {}), 'a.json'));
    await expectUsageError(cwd, line);
  });

  it('because it is not a folder is refused in one line, exit 2', async () => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, 'traces'));
    writeFileSync(join(cwd, 'traces', 'regressions'), '');
    await expectUsageError(cwd, /regressions: not a folder/);
  });
});
