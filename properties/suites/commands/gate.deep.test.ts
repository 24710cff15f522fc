/** The gate: green on a clean tree, red on any other, and reported in the forms that CI reads. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { readCatalogue } from '../../running/files/read-bug.ts';
import { chooseBugs } from '../../commands/gate/choose-bugs.ts';
import type { GateCase, GateReport } from '../../commands/gate/gate-report.ts';
import { verdictOf } from '../../commands/gate/gate-report.ts';
import { annotationsOf } from '../../commands/gate/github.ts';
import { madeNow } from '../../commands/gate/made.ts';
import { writeReport } from '../../commands/gate/write-report.ts';
import { propertyNames } from '../../judging/oracles/properties.ts';
import { withoutProgress } from '../../proving/bars/hear.ts';
import { projectRoot } from '../../project-root.ts';
import { sometimesIds } from '../../judging/sometimes/sometimes.ts';
import { migcheck, migcheckHere, temporaryFolder } from '../support/support.ts';

const catalogue = readCatalogue();

interface Testcase {
  readonly '@_name': string;
  readonly failure?: { readonly '@_message': string; readonly '#text': string };
}

/** The test cases by class name; checks that the file is XML whose counts add up. */
function readJunit(file: string): ReadonlyMap<string, readonly Testcase[]> {
  const text = readFileSync(file, 'utf8');
  expect(XMLValidator.validate(text)).toBe(true);
  const isArray = (name: string): boolean => ['testsuite', 'testcase'].includes(name);
  const { testsuites } = new XMLParser({ ignoreAttributes: false, isArray }).parse(text);
  const cases = new Map<string, Testcase[]>();
  for (const suite of testsuites.testsuite) {
    for (const one of suite.testcase ?? []) {
      const known = cases.get(one['@_classname']) ?? [];
      cases.set(one['@_classname'], [...known, one]);
    }
    expect(Number(suite['@_tests'])).toBe(suite.testcase?.length ?? 0);
  }
  const failed = [...cases.values()].flat().filter(({ failure }) => failure !== undefined);
  expect(Number(testsuites['@_failures'])).toBe(failed.length);
  return cases;
}

function git(cwd: string, ...args: readonly string[]): string {
  const who = ['-c', 'user.name=x', '-c', 'user.email=x@example.org'];
  // A fixed date gives the same commit each time, and so the same seed.
  const date = '2026-01-01T00:00:00Z';
  const env = { ...process.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
  return execFileSync('git', [...who, ...args], { cwd, encoding: 'utf8', env }).trim();
}

describe('the gate', () => {
  it('is green on a clean tree, and takes its fresh seed from the commit', async () => {
    const cwd = temporaryFolder();
    git(cwd, 'init', '--quiet');
    git(cwd, 'commit', '--quiet', '--allow-empty', '--message', 'empty');
    const commit = git(cwd, 'rev-parse', 'HEAD');
    const summary = join(cwd, 'summary.md');
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary };
    const flags = ['gate', '--budget', '10m', '--runs', '1000', '--base', 'HEAD'];
    const { status, stdout, stderr } = await migcheck(flags, { cwd, env });
    // Progress lines appear if it takes long.
    expect({ status, said: withoutProgress(stderr) }).toEqual({ status: 0, said: '' });
    expect(stdout).toContain(`fresh seed: commit ${commit}\n`);
    expect(stdout).not.toContain('::error');

    const cases = readJunit(join(cwd, 'report', 'junit.xml'));
    const names = (id: string): readonly string[] =>
      (cases.get(`migcheck.${id}`) ?? []).map((one) => one['@_name']);
    expect(names('fresh')).toEqual([commit]);
    expect(names('properties')).toEqual(Object.values(propertyNames));
    expect(names('situations')).toEqual(sometimesIds);
    expect(names('catalogue').toSorted()).toEqual(catalogue.map(({ id }) => id));

    const { sections, verdict } = JSON.parse(
      readFileSync(join(cwd, 'report', 'gate.json'), 'utf8'),
    );
    expect(verdict).toBe('passed');
    const hunted = (sections as GateReport['sections'])
      .flatMap(({ id, cases: all }) => (id === 'catalogue' ? all : []))
      .filter((one) => one.status === 'passed')
      .map(({ name }) => catalogue.find(({ id }) => id === name)?.expect.property);
    // Even a short gate hunts a bug of every property.
    expect(new Set(hunted)).toEqual(new Set(Object.values(propertyNames)));
    expect(readFileSync(summary, 'utf8')).toMatch(/^## migcheck: passed\n/);
  });

  it('is red with a bug, names it, and shows a command that replays it anywhere', async () => {
    const cwd = temporaryFolder();
    const bug = 'footer-forgotten';
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(cwd, 'summary.md') };
    const { status, stdout } = await migcheck(['gate', '--bug', bug], { cwd, env });
    expect(status).toBe(1);
    expect(stdout).toMatch(/^fresh seed: engine [0-9a-f]{8} \(there is no git commit\)\n/);
    const beside =
      /\n::error file=(impl\/\S+),line=(\d+),title=P6 grammar::VIOLATED P6 grammar: .*%0A/;
    const [, file = '', line = ''] = beside.exec(stdout) ?? [];
    const source = readFileSync(join(projectRoot, file), 'utf8').split('\n');
    expect(Number(line)).toBeLessThanOrEqual(source.length);

    const report = join(cwd, 'report');
    const cases = readJunit(join(report, 'junit.xml'));
    const [failure] = (cases.get('migcheck.seeds') ?? []).flatMap((one) => one.failure ?? []);
    expect(failure?.['@_message']).toMatch(/footer-forgotten .*: P6 grammar: /);
    const [, trace = ''] = /\nnpx migcheck replay ([\w-]+)$/.exec(failure?.['#text'] ?? '') ?? [];
    const replayed = await migcheck(['replay', trace]);
    expect(replayed.stdout).toContain('reproduced: P6 grammar');
    expect(readdirSync(join(report, 'traces'))).toEqual([`${bug}.json`]);

    const page = readFileSync(join(report, 'index.html'), 'utf8');
    expect(page).toContain('VIOLATED P6 grammar');
    // The reader has the report, but not the machine on which it was made.
    expect(page).toContain(`npx migcheck replay report/traces/${bug}.json\n`);
    expect(page).not.toContain(cwd);
    expect(page).toMatch(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC<\/time>, migcheck \d/);
    expect(page).toContain(`migcheck gate --bug ${bug}</code>`);
    expect(page).toContain(`href="pages/${bug}.html"`);
    expect(readFileSync(join(cwd, 'summary.md'), 'utf8')).toContain('VIOLATED P6 grammar');
    for (const [, path = ''] of page.matchAll(/href="([^"]+)"/g))
      expect(existsSync(join(report, path)), path).toBe(true);
    // The page needs no network.
    expect(page).not.toMatch(/<(?:script|link|img)\b|https?:|url\(/);
  });

  it.each([
    [['--budget', '3'], /--budget.*number with a unit/],
    [['--base', 'nowhere'], /--base nowhere: git has no such commit/],
    [['--base', '--output=x'], /--base --output=x: git has no such commit/],
    [['--bug', 'nonsense'], /--bug nonsense: neither a file nor a bug/],
    [['--without', 'P99'], /no property is called "P99"; choose from P2, P3, /],
    [['--without', 'P1', '--bug', 'no-rearm'], /--without tests .* be combined with --bug/],
    [['--out', join(projectRoot, 'package.json')], /--out .*: not a folder/],
  ])('refuses %j', async (flags, line) => {
    const cwd = temporaryFolder();
    const { status, stdout, stderr } = await migcheckHere(['gate', ...flags], { cwd });
    expect(stderr).toMatch(line);
    const lines = stderr.trimEnd().split('\n').length;
    expect({ status, stdout, lines }).toEqual({ status: 2, stdout: '', lines: 1 });
    expect(readdirSync(cwd)).toEqual([]);
  });

  it('ends with its budget, and is incomplete if something did not fit', async () => {
    const cwd = temporaryFolder();
    const { status, stdout } = await migcheck(['gate', '--budget', '3s'], { cwd });
    expect(status).toBe(3);
    expect(stdout).toMatch(
      /\n {2}gate-1: the budget was used up after [\d,]+ executions; to go on: /,
    );
    expect(stdout).toMatch(/\n {2}Fresh seed: not run: the budget was used up\n/);
    const { seconds } = JSON.parse(readFileSync(join(cwd, 'report', 'gate.json'), 'utf8'));
    expect(seconds).toBeLessThan(8);
  });

  it('stops at Ctrl-C with a report of the results so far', async () => {
    const cwd = temporaryFolder();
    const { status } = await migcheck(['gate'], { cwd, interruptAt: /fresh seed/ });
    expect(status).toBe(130);
    const report = JSON.parse(readFileSync(join(cwd, 'report', 'gate.json'), 'utf8'));
    expect(report).toMatchObject({ verdict: 'incomplete', isInterrupted: true });
    const { cases } = (report as GateReport).sections.find(({ id }) => id === 'properties') ?? {};
    expect(new Set(cases?.map((one) => one.status))).toEqual(new Set(['skipped']));
    readJunit(join(cwd, 'report', 'junit.xml'));
  });
});

describe('the choice of bugs', () => {
  it('begins with the bugs of a property that was taken out, and requires all of them', () => {
    const { bugs, required } = chooseBugs(catalogue, 'a', new Set(), propertyNames.P1);
    const own = catalogue.filter(({ expect: { property } }) => property === propertyNames.P1);
    const head = bugs.slice(0, own.length).map(({ id }) => id);
    expect(head.toSorted()).toEqual(own.map(({ id }) => id));
    expect(required).toBeGreaterThanOrEqual(own.length);
  });

  const ids = (seed: string, ...changed: readonly string[]): readonly string[] =>
    chooseBugs(catalogue, seed, new Set(changed)).bugs.map(({ id }) => id);

  it('is an order of all bugs by the seed, one of every property first', () => {
    for (const seed of ['a', 'b', 'c']) {
      const { bugs, required } = chooseBugs(catalogue, seed, new Set());
      expect(bugs.toSorted((one, other) => (one.id < other.id ? -1 : 1))).toEqual(catalogue);
      const head = bugs.slice(0, required).map(({ expect: { property } }) => property);
      expect(head.toSorted()).toEqual(Object.values(propertyNames).toSorted());
    }
    expect(ids('a')).toEqual(ids('a'));
    expect(ids('a')).not.toEqual(ids('b'));
  });

  it('begins with bugs whose own file or edited source has changed', () => {
    expect(ids('a', 'properties/bugs/no-rearm.json')[0]).toBe('no-rearm');
    const file = 'impl/engine/source/merge-log.ts';
    const touched = catalogue.filter(({ edits }) => edits.some((edit) => edit.file === file));
    const head = ids('a', file).slice(0, touched.length);
    expect(head.toSorted()).toEqual(touched.map(({ id }) => id));
  });
});

describe('a report', () => {
  const reportOf = (one: GateCase): GateReport => ({
    verdict: verdictOf([{ id: 'x', title: 'x', cases: [one] }], false),
    isInterrupted: false,
    subject: 'the engine',
    made: madeNow(['--jobs', '1']),
    origin: 'commit 0',
    seconds: 1,
    executions: 1,
    steps: 1,
    stepsPerSecond: 1,
    sections: [{ id: 'x', title: 'x', cases: [one] }],
  });
  const nasty = '<script>"&\u0000\u001B[31m]]>%\n::';
  const survivor: GateCase = { name: nasty, status: 'incomplete', note: nasty, seconds: 0 };

  it('is not green if something is incomplete, and tells GitHub so', () => {
    const report = reportOf(survivor);
    expect(report.verdict).toBe('incomplete');
    expect(annotationsOf(report, {})).toEqual([]);
    const [line, ...others] = annotationsOf(report, { GITHUB_ACTIONS: 'true' });
    expect(others).toEqual([]);
    expect(line).toMatch(/^::error title=incomplete%3A [^:\n]*::[^\n]*%25%0A::$/);
  });

  it('is not green if nothing was run', () => {
    expect(reportOf({ ...survivor, status: 'skipped' }).verdict).toBe('incomplete');
    expect(reportOf({ ...survivor, status: 'passed' }).verdict).toBe('passed');
  });

  it('escapes any name and note', () => {
    const folder = temporaryFolder();
    writeReport(reportOf(survivor), folder);
    const [one] = readJunit(join(folder, 'junit.xml')).get('migcheck.x') ?? [];
    expect(one?.['@_name']).toContain('<script>');
    expect(readFileSync(join(folder, 'index.html'), 'utf8')).not.toContain('<script');
  });
});
