/** However a command ends, and wherever its output goes, its exit code gives the verdict. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { makeTemporaryFolder } from '../../engines/loader/temporary-folder.ts';
import { projectRoot } from '../../project-root.ts';
import type { Finished } from '../support/support.ts';
import { corpusIn, fileOf, migcheck, runNode, temporaryFolder } from '../support/support.ts';

const BUILD = join(projectRoot, '.build', 'properties');
const CLI = join(BUILD, 'commands', 'process', 'main.js');
const BUG = 'chunk-bits-forgotten';

const TRACE = join(projectRoot, 'traces', 'catalogue', `${BUG}.json`);

/** A check that finds a violation at once, with little to shrink. */
function checkOfCrash(...flags: readonly string[]): readonly string[] {
  const edit = {
    file: 'impl/engine/source/take-dirty.ts',
    find: 'source.ram.dirtyPageCount.add(-1);',
    replace: 'throw "at once";',
  };
  const bug = { id: 'at-once', title: 't', reference: 'r', edits: [edit] };
  const file = fileOf(JSON.stringify({ ...bug, expect: { property: 'CRASH' } }));
  return ['check', '--bug', file, '--seed', 'a', '--jobs', '1', ...flags];
}

function finished(child: ChildProcess): Promise<Finished> {
  const output = { stdout: '', stderr: '' };
  child.stdout?.on('data', (text: Buffer) => (output.stdout += text.toString()));
  child.stderr?.on('data', (text: Buffer) => (output.stderr += text.toString()));
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, ...output })));
}

/** Runs the command with a standard output that is full. */
async function runFull(args: readonly string[]): Promise<Finished> {
  const full = openSync('/dev/full', 'w');
  try {
    const stdio = ['ignore', full, 'pipe'] as const;
    return await finished(
      spawn(process.execPath, [CLI, ...args], { cwd: temporaryFolder(), stdio: [...stdio] }),
    );
  } finally {
    closeSync(full);
  }
}

/** Runs the command with a standard output, or error, that is not read. */
function runUnread(args: readonly string[], unread: 'stdout' | 'stderr'): Promise<Finished> {
  const cwd = temporaryFolder();
  const stdio = ['ignore', 'pipe', 'pipe'] as const;
  const child = spawn(process.execPath, [CLI, ...args], { cwd, stdio: [...stdio] });
  child[unread].destroy();
  return finished(child);
}

/** Runs the command in a shell with resource limits. */
function runWithin(bounds: string, args: readonly string[]): Promise<Finished> {
  const words = [process.execPath, CLI, ...args].map((word) => `'${word}'`).join(' ');
  return finished(spawn('sh', ['-c', `${bounds}; exec ${words}`], { cwd: projectRoot }));
}

describe('output that cannot be written', () => {
  it.each<[string, () => readonly string[], number]>([
    ['of the help', () => ['--help'], 2],
    ['of a command’s help', () => ['gate', '--help'], 2],
    ['of a list', () => ['check', '--scenario', 'list'], 2],
    ['of a check that passes', () => ['check', '--runs', '10', '--jobs', '1'], 2],
    ['of a check that has found something', () => checkOfCrash(), 1],
    ['of its document', () => checkOfCrash('--json'), 1],
    ['of a replay', () => ['replay', TRACE], 1],
    ['of an export', () => ['replay', TRACE, '--itf'], 1],
  ])('%s is reported in one line, and is not a success', async (_, args, code) => {
    const { status, stderr } = await runFull(args());
    expect(status).toBe(code);
    expect(stderr).toMatch(/^migcheck: standard output: ENOSPC: .*\n$/);
  });
});

describe('a pipe that is closed', () => {
  it.each([
    ['stdout', () => ['check', '--scenario', 'list'], 0],
    ['stdout', () => ['--help'], 0],
    ['stdout', () => checkOfCrash('--json'), 1],
    ['stderr', () => ['check', '--scenario', 'nonsense'], 2],
  ] as const)('%s of %s changes neither exit code nor output', async (unread, args, code) => {
    const { status, stdout, stderr } = await runUnread(args(), unread);
    expect({ status, stdout: unread === 'stdout' ? stdout : '', stderr }).toEqual({
      status: code,
      stdout: '',
      stderr: '',
    });
  });
});

describe('a lack of resources', () => {
  it.each(['20', '24', '30'])('a limit of %s open files is not a harness bug', async (files) => {
    const { status, stderr } = await runWithin(`ulimit -n ${files}`, ['check', '--runs', '10']);
    expect(status).toBe(2);
    // A worker that lacks one fails like the harness, which says how to begin again.
    expect(stderr).toMatch(/^(with seed [^\n]*:\n)?migcheck: .*EMFILE.*\n$/);
  });

  it('a missing temporary folder is reported in one line', async () => {
    const env = { TMPDIR: join(temporaryFolder(), 'nowhere') };
    const cwd = temporaryFolder();
    const { status, stdout, stderr } = await migcheck(checkOfCrash(), { cwd, env });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^migcheck: the temporary folder .*nowhere: ENOENT: .*\n$/);
  });
});

describe('a failure that nothing awaits', () => {
  function runToEnd(run: string): Promise<Finished> {
    const files = [join('commands', 'process', 'ending.js'), join('terminal', 'found.js')].map(
      (file) => pathToFileURL(join(BUILD, file)),
    );
    return runNode([
      '--input-type=module',
      '-e',
      `const { runToEnd } = await import('${files[0]?.href}');
       const { noteFound } = await import('${files[1]?.href}');
       const never = () => new Promise(() => setInterval(() => {}, 1000));
       await runToEnd(() => { ${run} });`,
    ]);
  }
  const ofMachine = `Object.assign(new Error('ENOSPC: no room'), { code: 'ENOSPC' })`;

  it.each([
    [
      'an error',
      `setTimeout(() => { throw new Error('late'); }); return never();`,
      4,
      /^\[harness bug\] Error: late/,
    ],
    [
      'a rejection',
      `Promise.reject(new Error('late')); return never();`,
      4,
      /^\[harness bug\] Error: late/,
    ],
    [
      'a value that is not an error',
      `setTimeout(() => { throw 'late'; }); return never();`,
      4,
      /^\[harness bug\] late/,
    ],
    [
      'an error of the machine',
      `setTimeout(() => { throw ${ofMachine}; }); return never();`,
      2,
      /^migcheck: ENOSPC: no room\n$/,
    ],
    [
      'an error of the machine, awaited',
      `return Promise.reject(${ofMachine});`,
      2,
      /^migcheck: ENOSPC: no room\n$/,
    ],
    [
      'an error of the machine after a finding',
      `noteFound(); return Promise.reject(${ofMachine});`,
      1,
      /ENOSPC/,
    ],
  ])('%s', async (_, run, code, line) => {
    const { status, stderr } = await runToEnd(run);
    expect(status).toBe(code);
    expect(stderr).toMatch(line);
  });
});

describe('a temporary folder', () => {
  const list = ['check', '--scenario', 'list'];

  it('is removed at the next start if its process was killed', async () => {
    const TMPDIR = temporaryFolder();
    const options = {
      cwd: temporaryFolder(),
      env: { TMPDIR },
      killWhen: () => readdirSync(TMPDIR).length > 0,
    };
    await migcheck(checkOfCrash(), options);
    expect(readdirSync(TMPDIR)).toHaveLength(1);
    await migcheck(list, { env: { TMPDIR } });
    expect(readdirSync(TMPDIR)).toEqual([]);
  });

  it('is kept while its process runs, and other folders are kept', async () => {
    const { TMPDIR } = process.env;
    const folder = temporaryFolder();
    process.env['TMPDIR'] = folder;
    const own = makeTemporaryFolder();
    if (TMPDIR === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = TMPDIR;
    const name = own.slice(folder.length + 1);
    const [, pid, start, place] = /^migcheck-(\d+)-(\d+)-(\w+)-/.exec(name) ?? [];
    expect(Number(pid)).toBe(process.pid);
    const others = {
      dead: `migcheck-${2 ** 22 + 1}-${start}-${place}-abcdef`,
      reused: `migcheck-${pid}-${Number(start) + 1}-${place}-abcdef`,
      elsewhere: `migcheck-${2 ** 22 + 1}-${start}-00000000-abcdef`,
      other: 'migcheck-notes',
    };
    for (const other of Object.values(others)) mkdirSync(join(folder, other));
    await migcheck(list, { env: { TMPDIR: folder } });
    expect(readdirSync(folder).toSorted()).toEqual(
      [name, others.elsewhere, others.other].toSorted(),
    );
    renameSync(own, join(folder, others.dead));
    await migcheck(list, { env: { TMPDIR: folder } });
    expect(readdirSync(folder)).not.toContain(others.dead);
  });
});

describe('a trace that cannot be filed', () => {
  it('is put into the replay command itself', async () => {
    const cwd = temporaryFolder();
    corpusIn(cwd, {});
    // A folder in the place of the file stops even users who may write anywhere.
    const flags = ['check', '--bug', BUG, '--seed', 'a', '--jobs', '1'];
    renameSync(join(cwd, 'traces', 'regressions'), join(cwd, 'traces', 'bugs'));
    mkdirSync(join(cwd, 'traces', 'bugs', `${BUG}.json`));
    const { status, stdout } = await migcheck(flags, { cwd });
    expect(status).toBe(1);
    expect(stdout).toMatch(/VIOLATED P3[^]*replay: \S.* replay \w{40,}/);
  });
});
