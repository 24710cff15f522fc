/** Edits in a file are a program, which runs only if the user has agreed to it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseTrace, printTrace } from '../../../traces/trace-file.ts';
import { runHere } from '../../proving/bars/run-here.ts';
import { projectRoot } from '../../project-root.ts';
import { replayTrace } from '../../running/replay/replay-trace.ts';
import { corpusIn, fileOf, migcheck, temporaryFolder, unwrapped } from '../support/support.ts';

const EXAMPLE = join(projectRoot, 'traces', 'examples', 'stale-shadow.json');
const example = parseTrace(readFileSync(EXAMPLE, 'utf8'), EXAMPLE);

/** Writes the mark whenever it is run. */
function intruder(mark: string): string {
  const bug = {
    id: 'no-rearm',
    title: 'as if it were the catalogue’s',
    reference: 'none',
    edits: [
      {
        file: 'impl/engine/source/take-dirty.ts',
        find: 'export function takeDirty',
        replace:
          `import { writeFileSync as w } from 'node:fs'; w(${JSON.stringify(mark)}, 'run');\n` +
          'export function takeDirty',
      },
    ],
  };
  // A trace of a clean run, so that replaying it does not search nearby schedules.
  return printTrace({ ...example, bug, expect: { verdict: 'passed', digest: '0' } });
}

function isRun(mark: string): boolean {
  try {
    return readFileSync(mark, 'utf8') === 'run';
  } catch {
    return false;
  }
}

const REFUSAL = /^migcheck: the trace changes impl\/engine\/source\/take-dirty\.ts .*--trust.*\n$/;

describe('a trace with edits of its own', () => {
  it.each<[string, (trace: string) => readonly string[]]>([
    ['replay of a file', (trace) => ['replay', fileOf(trace)]],
    ['replay of a line', (trace) => ['replay', Buffer.from(trace).toString('base64url')]],
    ['replay as a test', (trace) => ['replay', fileOf(trace), '--as-test']],
    ['view', (trace) => ['view', fileOf(trace), '--out', join(temporaryFolder(), 'x.html')]],
  ])('is not run by %s', async (_, argsOf) => {
    const mark = join(temporaryFolder(), 'mark');
    const args = argsOf(intruder(mark));
    const { status, stdout, stderr } = await runHere(args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(REFUSAL);
    expect(isRun(mark)).toBe(false);
    await runHere([...args, '--trust']);
    expect(isRun(mark)).toBe(true);
  });

  it('is not run in a test without trust: true', async () => {
    const mark = join(temporaryFolder(), 'mark');
    const trace: unknown = JSON.parse(intruder(mark));
    await expect(replayTrace(trace)).rejects.toThrow(/trust: true/);
    expect(isRun(mark)).toBe(false);
    await replayTrace(trace, { trust: true });
    expect(isRun(mark)).toBe(true);
  });

  it('is not run as an entry of a corpus', async () => {
    const mark = join(temporaryFolder(), 'mark');
    const cwd = temporaryFolder();
    // The second file stops the check before it searches.
    corpusIn(cwd, { 'a.json': intruder(mark), 'b.json': '{' });
    expect((await migcheck(['check'], { cwd })).status).toBe(2);
    expect(isRun(mark)).toBe(false);
  });

  it('is run if its edits are the catalogue’s, word for word', async () => {
    const { status, stdout } = await runHere(['replay', EXAMPLE]);
    expect(status).toBe(1);
    expect(stdout).toContain('reproduced: P1 coverage');
    expect(stdout).not.toContain('--trust');
    const { bug } = example;
    const [edit] = bug?.edits ?? [];
    const other = { ...bug, edits: [{ ...edit, replace: `${edit?.replace} ` }] };
    const refused = await runHere(['replay', fileOf(JSON.stringify({ ...example, bug: other }))]);
    expect(refused.status).toBe(2);
  });

  it('is refused if it is not plain data', async () => {
    const trace: Record<string, unknown> = { ...example };
    trace['bug'] = trace;
    await expect(replayTrace(trace)).rejects.toThrow(/the trace: not data/);
  });
});

describe('a bug named by its file', () => {
  it('is run, and every replay of its finding asks for trust', async () => {
    const out = temporaryFolder();
    const [edit] = example.bug?.edits ?? [];
    const bug = { id: 'mine', title: 'mine', reference: 'mine', edits: [edit] };
    const file = fileOf(JSON.stringify(bug));
    const check = ['check', '--bug', file, '--seed', 'a', '--out', out, '--jobs', '1'];
    const { status, stdout } = await runHere(check);
    expect(status).toBe(1);
    const [, trace = ''] = /replay: npm run replay -- (\S+) --trust\n/.exec(stdout) ?? [];
    expect((await runHere(['replay', trace])).stderr).toMatch(/--trust/);
    const replayed = await runHere(['replay', trace, '--trust']);
    expect(replayed.stdout).toMatch(/replay: npm run replay -- \S+ --trust\n/);
    const test = await runHere(['replay', trace, '--trust', '--as-test']);
    expect(test.stdout).toContain('await replayTrace(trace, { trust: true })');
  });
});

describe('an interrupted check', () => {
  it('resumes only if its bug is named, or trusted', async () => {
    const out = temporaryFolder();
    const [edit] = example.bug?.edits ?? [];
    const bug = fileOf(
      JSON.stringify({ id: 'mine', title: 'mine', reference: 'mine', edits: [edit] }),
    );
    const begun = ['check', '--bug', bug, '--seed', 'a', '--runs', '50', '--out', out];
    const { stdout } = await migcheck(begun, { interruptAt: /seed/ });
    const [, file = ''] = /--resume (\S+) --trust\n/.exec(stdout) ?? [];
    const resume = ['check', '--resume', file, '--jobs', '1', '--out', out];
    const refused = await runHere(resume);
    expect(refused).toMatchObject({ status: 2, stdout: '' });
    expect(refused.stderr).toMatch(/interrupted-\S+\.json changes impl\/\S+ before it is run/);
    const other = await runHere([...resume, '--bug', 'no-rearm']);
    expect(other.stderr).toMatch(/does not belong to the bug no-rearm/);
    for (const consent of [['--trust'], ['--bug', bug]]) {
      const { stdout: said } = await runHere([...resume, ...consent]);
      expect(unwrapped(said)).toMatch(
        /\nincludes [\d,]+ executions? run before, from \S+interrupted-\S+\.json\n/,
      );
    }
    writeFileSync(file, readFileSync(file, 'utf8').replace('"isWhole":false', '"isWhole":true'));
    expect((await runHere([...resume, '--trust'])).stderr).toMatch(/its checksum does not match/);
  });
});
