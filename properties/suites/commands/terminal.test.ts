/** How a command presents itself: it fits the terminal, states its version, and suggests corrections. */
import { Command } from 'commander';
import { describe, expect, it, onTestFinished } from 'vitest';
import { refuseForgottenDashes } from '../../commands/cli/forgotten-dashes.ts';
import { propertyIds } from '../../judging/lockstep/property-id.ts';
import { glossary } from '../../telling/glossary.ts';
import { columnsIn } from '../../telling/story/wrap.ts';
import { readCatalogue } from '../../running/files/read-bug.ts';
import { drawTable } from '../../terminal/table.ts';
import { nearest } from '../../terminal/suggest.ts';
import { version } from '../../terminal/version.ts';
import { fit, textWidth } from '../../terminal/width.ts';
import { tooWide } from '../support/fitting.ts';
import { migcheckHere, temporaryFolder } from '../support/support.ts';

const COMMANDS = [
  'check',
  'gate',
  'replay',
  'view',
  'explore',
  'qemu',
  'bugs',
  'decode',
  'explain',
];

/** Pretends that standard output is a terminal of that many columns. */
function onTerminal(columns: number): void {
  const { isTTY, columns: before } = process.stdout;
  Object.assign(process.stdout, { isTTY: true, columns });
  onTestFinished(() => void Object.assign(process.stdout, { isTTY, columns: before }));
}

describe('text', () => {
  it.each([
    [59, 59],
    [80, 80],
    [240, 100],
  ])('on a terminal of %d columns has lines of up to %d', (columns, width) => {
    onTerminal(columns);
    expect(textWidth()).toBe(width);
    const text = fit(`  ${'these are words '.repeat(30)}`);
    const widths = text.split('\n').map(columnsIn);
    expect(Math.max(...widths)).toBeLessThanOrEqual(width);
    expect(Math.max(...widths)).toBeGreaterThan(width - 10);
  });

  it('is not wrapped if it is a command to copy', () => {
    const line = `  replay: npm run replay -- /a/${'long/'.repeat(20)}trace.json --system x`;
    expect(fit(line)).toBe(line);
  });

  it('is a paragraph if it does not fit as a table', () => {
    const head = ['bug', ...Array.from({ length: 12 }, (_, at) => `column-${at}`)];
    const aligns = head.map(() => 'left' as const);
    const row = head.map((_, at) => at);
    expect(drawTable({ head, aligns }, [row])).toContain('0: column-0 1, column-1 2');
    const narrow = drawTable({ head: ['a', 'b'], aligns }, [['x', 'many words '.repeat(20)]]);
    expect(tooWide(narrow, 80)).toEqual([]);
    expect(narrow).toContain('┌');
  });
});

describe('in a pipe, 80 columns fit', () => {
  it.each([
    ...COMMANDS.map((name) => [name, '--help']),
    ['--help'],
    ['check', '--scenario', 'list'],
    ['check', '--strategy', 'list'],
    ['check', '--coverage', 'list'],
    ['check', '--bug', 'list'],
    ['explore', '--model', '--scenario', 'list'],
    ['explore', '--engine', '--scenario', 'list'],
    ['qemu', '--scenario', 'list'],
    ['qemu', '--versions', 'list'],
    ['bugs'],
    ['explain', 'list'],
  ])('the output of %s %s %s', async (...args) => {
    const { status, stdout, stderr } = await migcheckHere(args);
    expect({ status, stderr, wide: tooWide(stdout, 80) }).toEqual({
      status: 0,
      stderr: '',
      wide: [],
    });
    expect(stdout).not.toBe('');
  });

  it('every answer of explain, on one screen', async () => {
    const names = [
      ...propertyIds,
      ...Object.keys(glossary),
      ...readCatalogue().map(({ id }) => id),
    ];
    for (const name of names) {
      const { status, stdout } = await migcheckHere(['explain', name]);
      expect({ name, status, wide: tooWide(stdout, 80) }).toEqual({ name, status: 0, wide: [] });
      expect(stdout.split('\n').length, name).toBeLessThan(25);
    }
  });
});

describe('the version', () => {
  it.each([[], ...COMMANDS.map((name) => [name])])(
    'is printed by %s --version',
    async (...args) => {
      const { status, stdout } = await migcheckHere([...args, '--version']);
      expect({ status, stdout }).toEqual({ status: 0, stdout: `${version()}\n` });
    },
  );

  it('is in a JSON document', async () => {
    const { stdout } = await migcheckHere(['bugs', '--json']);
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({ version: 1, migcheck: version() });
    expect(document.bugs).toHaveLength(readCatalogue().length);
    expect(document.bugs[0]).toMatchObject({ id: 'access-after-stop', strategies: {} });
  });
});

describe('the suggestion', () => {
  it.each([
    [['chekc'], "unknown command 'chekc'; did you mean check?"],
    [['check', '--rnus', '3'], "unknown option '--rnus'; did you mean --runs?"],
    [['check', '--scenario', 'precpy'], 'did you mean precopy?'],
    [['check', '--strategy', 'rndom'], 'did you mean random?'],
    [['check', '--bug', 'seed-003-stale-shadw'], 'did you mean seed-003-stale-shadow?'],
    [['check', '--bug', 'stale-shadow'], 'did you mean seed-003-stale-shadow?'],
    [['check', '--bug', 'nonsense'], '--bug list shows their names'],
    [['replay', 'traces/examples/stale-shadw.json'], 'traces/examples/stale-shadow.json?'],
    [['explain', 'precoy'], 'did you mean precopy?'],
    [['explain', 'Q99'], 'nothing is called "Q99"'],
    [['bugs', '--seeds', '3'], '--seeds is for --hunt'],
  ])('for %j is in the line of the error', async (args, line) => {
    const { status, stdout, stderr } = await migcheckHere(args);
    expect(stderr).toContain(line);
    expect({ status, stdout, lines: stderr.trimEnd().split('\n').length }).toEqual({
      status: 2,
      stdout: '',
      lines: 1,
    });
  });

  it('is missing if nothing is similar', () => {
    expect(nearest('xyz', ['precopy', 'postcopy'])).toEqual([]);
    expect(nearest('post', ['precopy', 'postcopy'])).toEqual(['postcopy']);
  });
});

describe('flags that npm swallowed', () => {
  const command = new Command('check')
    .option('--runs <count>')
    .option('--no-shrink')
    .option('--coverage-min <percent>')
    .option('--jobs <count>')
    .option('--json');
  const script = { npm_lifecycle_event: 'check' };

  it.each([
    [{ npm_config_runs: '10' }, 'did not pass on --runs=10; type npm run check -- --runs=10'],
    [{ npm_config_shrink: '' }, '--no-shrink'],
    [{ npm_config_coverage_min: 'true' }, 'did not pass on --coverage-min;'],
  ])('are reported in %j', (environment, told) => {
    expect(() => refuseForgottenDashes(command, { ...script, ...environment })).toThrow(told);
  });

  it.each([
    [{ ...script, npm_config_json: 'true', npm_config_jobs: 'max', npm_config_loglevel: 'error' }],
    [{ npm_lifecycle_event: 'test', npm_config_runs: '10' }],
    [{ npm_config_runs: '10' }],
  ])('are not reported in %j', (environment) => {
    expect(() => refuseForgottenDashes(command, environment)).not.toThrow();
  });
});

it('a missing folder gives no suggestions', async () => {
  const { stderr } = await migcheckHere(['replay', 'nowhere/x.json'], { cwd: temporaryFolder() });
  expect(stderr).toBe('migcheck: trace nowhere/x.json: no such file\n');
});
