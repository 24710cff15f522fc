/** Input files: each gives one line and exit 2, or exactly what the file says. */
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { mutateAll } from '../../proving/bars/mutated-inputs.ts';
import { runHere } from '../../proving/bars/run-here.ts';
import { projectRoot } from '../../project-root.ts';
import { asPasted, fromPasted } from '../../running/files/pasted.ts';
import { fileOf, migcheck, temporaryFolder } from '../support/support.ts';

const EXAMPLE = join(projectRoot, 'traces', 'examples', 'stale-shadow.json');
const example = readFileSync(EXAMPLE, 'utf8');
const INPUTS = join(projectRoot, 'properties', 'suites', 'inputs');

/** Every command that reads a file, with the flag or position of the file. */
const readers: readonly (readonly string[])[] = [
  ['replay'],
  ['view'],
  ['decode'],
  ['replay', EXAMPLE, '--bug'],
  ['check', '--bug'],
  ['check', '--system'],
  ['check', '--resume'],
  ['explore', '--engine', '--bug'],
  ['explore', '--engine', '--resume'],
  ['gate', '--bug'],
  ['bugs', '--bug'],
  ['qemu', '--validate'],
  ['qemu', '--replay'],
];

async function expectUsageError(args: readonly string[], line: RegExp): Promise<void> {
  const { status, stdout, stderr } = await runHere(args);
  expect({ args, status, stdout }).toEqual({ args, status: 2, stdout: '' });
  expect(stderr).toMatch(/^migcheck: [^\n]+\n$/);
  expect(stderr).toMatch(line);
}

/** A sparse file of that many bytes. */
function sparseFile(bytes: number, name = 'large.json'): string {
  const path = join(temporaryFolder(), name);
  const file = openSync(path, 'w');
  ftruncateSync(file, bytes);
  closeSync(file);
  return path;
}

describe('an input that is not a plain file, or is too large', () => {
  it.each(readers)('is refused in one line by %j', async (...reader) => {
    const folder = temporaryFolder();
    const pipe = join(folder, 'pipe.json');
    execFileSync('mkfifo', [pipe]);
    const loop = join(folder, 'loop.json');
    symlinkSync('loop.json', loop);
    await expectUsageError([...reader, pipe], /not a file/);
    await expectUsageError([...reader, folder], /not a file/);
    await expectUsageError([...reader, '/dev/zero'], /not a file/);
    await expectUsageError([...reader, loop], /a loop of symbolic links|ELOOP/);
    // A stream may be of any size; this one has a wrong beginning.
    const line = reader[0] === 'decode' ? /offset 0: magic 0x0, not/ : /too large/;
    await expectUsageError([...reader, sparseFile(2 ** 29)], line);
  });

  it('is refused in one line by a spawned command: a pipe', async () => {
    const pipe = join(temporaryFolder(), 'pipe.json');
    execFileSync('mkfifo', [pipe]);
    const { status, stderr } = await migcheck(['replay', pipe]);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: `migcheck: trace ${pipe}: not a file\n`,
    });
  });

  it('is refused in one line if a small file uncompresses to a huge one', async () => {
    const path = join(temporaryFolder(), 'bomb.json.gz');
    writeFileSync(path, gzipSync(Buffer.alloc(2 ** 28, ' ')));
    await expectUsageError(['qemu', '--validate', path], /too large/);
    writeFileSync(path, 'not compressed');
    await expectUsageError(['qemu', '--validate', path], /bomb\.json\.gz: /);
  });
});

describe('the JSON text of a trace', () => {
  it.each<[string, string | Uint8Array, RegExp]>([
    ['is deeply nested', `{"a":${'['.repeat(200)}${']'.repeat(200)}}`, /nested/],
    ['has a duplicate key', example.replace('"version": 1', '"version": 1, "version": 1'), /twice/],
    [
      'has a duplicate key with an escape',
      '{"format":"x","f\\u006frmat":"y"}',
      /"format" occurs twice/,
    ],
    [
      'has a duplicate key in an object inside',
      example.replace('"wordBits": 4', '"wordBits":2,"wordBits":4'),
      /twice/,
    ],
    ['has a key __proto__', example.replace('{', '{"__proto__":{},'), /__proto__/],
    [
      'has a key __proto__ in an object inside',
      example.replace('"wordBits"', '"__proto__":{},"wordBits"'),
      /__proto__/,
    ],
    [
      'has a number out of range',
      example.replace('"wordBits": 4', '"wordBits": 1e999'),
      /wordBits/,
    ],
    ['is not UTF-8', Buffer.from(example.replace('stale', 'st\u00E9le'), 'latin1'), /not UTF-8/],
    ['begins with a byte order mark', `\u{FEFF}${example}`, /byte order mark/],
    ['holds terminal escapes', readFileSync(join(INPUTS, 'esc.json')), /not JSON: .*\\u001b/],
  ])('is refused in one line, exit 2: it %s', async (_, text, line) => {
    await expectUsageError(['replay', fileOf(text)], line);
  });

  it('is refused in a pasted line as well', async () => {
    const line = (text: string): string => Buffer.from(text).toString('base64url');
    await expectUsageError(['replay', line(`\u{FEFF}${example}`)], /the trace given: .*mark/);
    await expectUsageError(
      ['replay', line(example.replace('{', '{"version":1,'))],
      /the trace given: the key "version" occurs twice/,
    );
  });

  it('is half as long in a line to paste, and is refused if a part is missing', async () => {
    const word = asPasted(example);
    expect(word.length).toBeLessThan(Buffer.from(example).toString('base64url').length / 2);
    expect(Buffer.from(fromPasted(word, 'it')).toString()).toBe(example);
    for (const broken of [word.slice(0, -9), word.slice(0, 50) + word.slice(51)])
      await expectUsageError(['replay', broken], /the trace given: cannot be unpacked: a part/);
    const bomb = asPasted(' '.repeat(2 ** 25));
    await expectUsageError(['replay', bomb], /the trace given: cannot be unpacked/);
  });
});

describe('a bug', () => {
  const bug = { id: 'x', title: 'x', reference: 'x' };
  const edit = {
    file: 'impl/engine/source/take-dirty.ts',
    find: 'source.ram.dirtyPageCount.add(-1);',
    replace: 'x();',
  };
  const back = { ...edit, find: edit.replace, replace: edit.find };

  it.each([
    ['edits nothing', join(INPUTS, 'noop.json'), /the edit changes nothing/],
    ['has two dots in a path', join(INPUTS, 'dd.json'), /engine\/\.\.\/engine.*no such file/],
    ['undoes its own edit', [edit, back], /leave it unchanged/],
    [
      'has a dot in a path',
      [{ ...edit, file: 'impl/./engine/source/take-dirty.ts' }],
      /no such file/,
    ],
    ['has two slashes', [{ ...edit, file: 'impl/engine//source/take-dirty.ts' }], /no such file/],
    ['names an emitted file', [{ ...edit, file: 'impl/engine/source/take-dirty.js' }], /edits\.0/],
  ])('that %s is refused in one line, exit 2', async (_, edits, line) => {
    const file = typeof edits === 'string' ? edits : fileOf(JSON.stringify({ ...bug, edits }));
    await expectUsageError(['check', '--bug', file, '--runs', '10'], line);
  });
});

describe('mutated files', () => {
  it('of every format give a verdict or one line', async () => {
    const { misses } = await mutateAll(0.001, 0);
    expect(misses).toEqual([]);
  });

  it('in a corpus are refused in one line with an escaped name', async () => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, 'traces', 'regressions'), { recursive: true });
    const evil = join(cwd, 'traces', 'regressions', 'a\n::error::owned\u001B[2J.json');
    writeFileSync(evil, '{');
    const { status, stderr } = await migcheck(['check'], { cwd });
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /^migcheck: [^\n]*a\\u000a::error::owned\\u001b\[2J\.json: not JSON[^\n]*\n$/,
    );
  });
});
