/** Invalid input gets one line that says what and where, and exit 2; nothing is written. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Trace } from '../../../traces/trace-file.ts';
import { parseTrace } from '../../../traces/trace-file.ts';
import { projectRoot } from '../../project-root.ts';
import { fileOf, migcheckHere, temporaryFolder } from '../support/support.ts';

const EXAMPLE = join(projectRoot, 'traces', 'examples', 'stale-shadow.json');
let example: Trace;

beforeAll(() => {
  example = parseTrace(readFileSync(EXAMPLE, 'utf8'), EXAMPLE);
});

/** Checks for one line on standard error, exit 2, and no other output. */
async function expectUsageError(args: readonly string[], line: RegExp): Promise<void> {
  const cwd = temporaryFolder();
  const { status, stdout, stderr } = await migcheckHere(args, { cwd });
  expect(stderr).toMatch(line);
  expect({ status, stdout, lines: stderr.trimEnd().split('\n').length }).toEqual({
    status: 2,
    stdout: '',
    lines: 1,
  });
  expect(readdirSync(cwd)).toEqual([]);
}

describe('bad input', () => {
  it.each([
    [['nonsense'], /unknown command 'nonsense'/],
    [['replay', EXAMPLE, '--stream', '/nowhere/x'], /--stream \/nowhere\/x: /],
    [['check', '--nonsense'], /unknown option '--nonsense'/],
    [['check', '--runs', '0'], /--runs.*positive whole number/],
    [['check', '--runs', '1e3'], /--runs/],
    [['check', '--time', '30'], /--time.*number with a unit/],
    [['check', '--time', '0s'], /--time/],
    [['check', '--jobs', '1000'], /--jobs.*at most 64/],
    [['check', '--seed', ''], /--seed.*not be empty/],
    [
      ['check', '--scenario', 'nonsense'],
      /no scenario is called "nonsense"; choose from precopy, /,
    ],
    [['check', '--strategy', 'nonsense'], /no strategy is called "nonsense"; choose from random/],
    [['check', '--bug', 'nonsense'], /--bug nonsense: neither a file nor a bug/],
    [['check', '--out', EXAMPLE], /--out .*: not a folder/],
    [['check', 'surplus'], /too many arguments/],
    [['replay'], /missing required argument 'trace'/],
    [['replay', 'nowhere.json'], /trace nowhere\.json: no such file/],
    [['replay', 'A'.repeat(60)], /the trace given: not JSON/],
    [['explore'], /choose what to explore/],
    [['explore', '--model', '--scenario', 'nonsense'], /no configuration is called "nonsense"/],
    [['explore', '--engine', '--scenario', 'nonsense'], /no configuration is called "nonsense"/],
    [['explore', '--engine', '--small', '--scenario', 'cancel'], /--small and --scenario/],
    [['explore', '--engine', '--resume', 'nowhere'], /exploration nowhere: no such file/],
    [['explore', '--engine', '--symmetry'], /--symmetry is for --model/],
    [['explore', '--model', '--bug', 'no-rearm'], /--bug is for --engine/],
    [['bugs', '--bug', 'nonsense'], /--bug nonsense: neither a file nor a bug/],
    [['decode', 'nowhere'], /stream nowhere: no such file/],
  ])('%j prints one line and exits 2', async (args, line) => {
    await expectUsageError(args, line);
  });

  it.each([
    ['{', /file\.json: not JSON/],
    ['{}', /file\.json at format/],
    ['{"format":"migcheck-trace","version":4}', /file\.json at version/],
  ])('the trace %s is refused in one line, exit 2', async (text, line) => {
    await expectUsageError(['replay', fileOf(text)], line);
  });

  it.each<[string, (trace: Trace) => unknown, RegExp]>([
    ['with a surplus key', (trace) => ({ ...trace, surplus: 1 }), /file\.json.*surplus/],
    [
      'without a digest',
      (trace) => ({ ...trace, expect: { verdict: 'passed' } }),
      /expect\.digest/,
    ],
    [
      'without blocks',
      (trace) => ({ ...trace, scenario: { ...trace.scenario, blocks: [] } }),
      /blocks/,
    ],
    [
      'with an operation outside every block',
      (trace) => ({
        ...trace,
        scenario: { ...trace.scenario, vcpus: [[{ kind: 'write', block: 0, page: 99 }]] },
      }),
      /at scenario: there is no page 99 in block 0/,
    ],
    [
      'with an unknown property',
      (trace) => ({ ...trace, expect: { ...trace.expect, property: 'P99 nonsense' } }),
      /"P99 nonsense", which is not a property/,
    ],
    [
      'whose bug does not apply',
      (trace) => ({
        ...trace,
        bug: {
          ...trace.bug,
          edits: [{ file: 'impl/engine/source/take-dirty.ts', find: 'nowhere', replace: '' }],
        },
      }),
      /take-dirty\.ts.*nowhere/,
    ],
  ])('a trace %s is refused in one line, exit 2', async (_, change, line) => {
    await expectUsageError(['replay', '--trust', fileOf(JSON.stringify(change(example)))], line);
  });

  it.each<[string, object, RegExp]>([
    ['without edits', { edits: [] }, /edits/],
    [
      'that edits a file outside the project',
      { edits: [{ file: '../x.ts', find: 'x', replace: '' }] },
      /edits\.0\.file/,
    ],
    [
      'that edits a file that does not exist',
      { edits: [{ file: 'impl/engine/nowhere.ts', find: 'x', replace: '' }] },
      /nowhere\.ts/,
    ],
    [
      'that edits a file of no engine',
      { edits: [{ file: 'impl/qemu/gate.ts', find: 'x', replace: '' }] },
      /impl\/qemu\/gate\.ts: there is no such file in the built engine/,
    ],
    [
      'that edits a file outside the engines',
      { edits: [{ file: 'impl/../properties/commands/process/main.ts', find: 'x', replace: '' }] },
      /there is no such file in the built engine/,
    ],
    [
      'whose text to find occurs twice',
      { edits: [{ file: 'impl/engine/source/take-dirty.ts', find: 'source', replace: '' }] },
      /source.*\d+ times/,
    ],
    ['with an invalid id', { id: 'Not An Id' }, /id/],
    [
      'whose edited engine cannot be loaded',
      { edits: [{ file: 'impl/engine/source/take-dirty.ts', find: '.add(-1)', replace: '.add(' }] },
      /the edited engine cannot be loaded/,
    ],
    [
      'whose edited engine cannot be opened',
      {
        edits: [
          {
            file: 'impl/engine/memory/ram-block.ts',
            find: 'this.name = spec.name;',
            replace: 'throw new Error("no");',
          },
        ],
      },
      /the edited engine cannot be opened: no/,
    ],
  ])('a bug %s is refused in one line, exit 2', async (_, change, line) => {
    const bug = { id: 'x', title: 'x', reference: 'x', expect: { property: 'P1 coverage' } };
    const edits = [
      { file: 'impl/engine/source/take-dirty.ts', find: '.add(-1)', replace: '.add(1)' },
    ];
    const file = fileOf(JSON.stringify({ ...bug, edits, ...change }));
    await expectUsageError(['check', '--bug', file], line);
  });

  it('a file that is not a stream is refused in one line, exit 2', async () => {
    await expectUsageError(['decode', fileOf('this is no stream')], /offset 0: magic/);
  });
});
