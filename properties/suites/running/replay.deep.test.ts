/** Replaying a trace on a changed engine, and files that are not traces. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BadFile } from '../../../traces/parse-json.ts';
import type { Trace } from '../../../traces/trace-file.ts';
import { parseTrace, printTrace } from '../../../traces/trace-file.ts';
import { readBug } from '../../running/files/read-bug.ts';
import { readCatalogueTraces } from '../../proving/edits/read-edits.ts';
import { loadEngine } from '../../engines/loader/load-engine.ts';
import { projectRoot } from '../../project-root.ts';
import { expectedProperty, replayRun } from '../../running/replay/replay-run.ts';
import { engineOfTrace } from '../../running/replay/engine-of-trace.ts';
import { replayWatched } from '../../running/replay/replay-watched.ts';
import { makeDraw } from '../../judging/execution/random-source.ts';
import { share } from '../support/long-work.ts';
import { fileOf, migcheck, migcheckHere, unwrapped } from '../support/support.ts';

/** A trace of version 1: its decisions have one name each. */
const EXAMPLE = join(projectRoot, 'traces', 'examples', 'stale-shadow.json');
const text = readFileSync(EXAMPLE, 'utf8');
const old = parseTrace(text, EXAMPLE);
const stale = readCatalogueTraces().find(({ bug }) => bug.id === 'seed-003-stale-shadow') as Trace;
const editFile = (id: string): string =>
  join(projectRoot, 'properties', 'proving', 'edits', `${id}.json`);

async function replayed(trace: Trace, ...edits: readonly string[]): Promise<string> {
  const changes = edits.flatMap((id) => readBug(editFile(id)).edits);
  const open = await loadEngine([...(trace.bug?.edits ?? []), ...changes]);
  return (await replayRun(open, trace, () => undefined)).outcome;
}

describe('replay', () => {
  it('reads traces of an old version and of the current one', async () => {
    expect([old.version, stale.version]).toEqual([1, 3]);
    expect(await replayed(old)).toBe('reproduced');
    expect(await replayed(stale)).toBe('reproduced');
  });

  it('follows a decision by its last announcement if its step was renamed', async () => {
    expect(await replayed(stale, 'locks-renamed')).toBe('reproduced');
    expect(await replayed(old, 'locks-renamed')).toBe('reproduced by search');
  });

  it('follows the decisions of a renamed thread', async () => {
    expect(await replayed(stale, 'thread-renamed')).toBe('reproduced');
    expect(await replayed(old, 'thread-renamed')).toBe('reproduced');
  });

  it('names the first lost decision, what was expected there, and what was possible', async () => {
    const args = ['replay', EXAMPLE, '--bug', editFile('locks-renamed')];
    const { status, stdout } = await migcheck(args);
    expect(status).toBe(1);
    expect(unwrapped(stdout)).toMatch(
      /\nreproduced by search: P1 coverage, in the last of [\d,]+ schedules/,
    );
    const lost =
      'number 1: migration, about to "bitmap_mutex" (time 2 in the run), was to give way to background sync';
    const possible = '"lock BQL", "first sync", "lock bitmap_mutex"';
    expect(unwrapped(stdout)).toContain(
      `the first decision that could not be followed is ${lost}\n`,
    );
    expect(unwrapped(stdout)).toContain(
      `since the previous decision, migration was about to: ${possible}`,
    );
    const json = JSON.parse((await migcheck([...args, '--json'])).stdout);
    expect(json).toMatchObject({
      outcome: 'reproduced by search',
      lost: { number: 1, isBlocked: false, decision: { thread: 'migration' } },
      violation: { property: 'P1 coverage' },
    });
    expect(json.searched).toBeGreaterThan(1);
  });

  it('says which threads were ready if the chosen one was not', async () => {
    const [first, ...rest] = old.decisions;
    const trace = { ...old, decisions: [{ ...first, to: 'operator' }, ...rest] };
    const { stdout } = await migcheck(['replay', fileOf(JSON.stringify(trace))]);
    expect(unwrapped(stdout)).toMatch(
      /to give way to operator\n {2}possible there: "migration: bitmap_mutex"/,
    );
  });

  it('is clean, exit 0, once the bug is gone', async () => {
    const { bug, ...without } = old;
    expect(bug?.id).toBe('seed-003-stale-shadow');
    const { status, stdout } = await migcheck(['replay', fileOf(printTrace(without))]);
    expect(status).toBe(0);
    expect(unwrapped(stdout)).toMatch(
      /^clean: P1 coverage was recorded, but nothing is violated any more, nor in [\d,]+ sch/,
    );
  });

  it('has diverged, exit 3, if decisions are lost and nothing nearby shows the violation', async () => {
    const { bug: _, ...without } = old;
    const decisions = old.decisions.map((one) => ({ ...one, event: `${one.event}?` }));
    const trace = fileOf(printTrace({ ...without, decisions }));
    const { status, stdout } = await migcheck(['replay', trace]);
    expect(status).toBe(3);
    expect(unwrapped(stdout)).toMatch(
      /^diverged: P1 coverage was recorded; none of [\d,]+ schedules nearby/,
    );
    expect(unwrapped(stdout)).toContain(
      'the first decision that could not be followed is number 1: ',
    );
  });

  it('gives the same result every time', async () => {
    const open = await loadEngine([
      ...(old.bug?.edits ?? []),
      ...readBug(editFile('locks-renamed')).edits,
    ]);
    const once = await replayRun(open, old, () => undefined);
    const twice = await replayRun(open, old, () => undefined);
    expect(twice).toEqual(once);
  });
});

describe('an invalid trace file', () => {
  /** The trace, or the complaint about the file; an empty complaint if the error is another one. */
  function read(content: string): Trace | string {
    try {
      const trace = parseTrace(content, 'file');
      expectedProperty(trace);
      return trace;
    } catch (error) {
      return complaintOf(error);
    }
  }

  const complaintOf = (error: unknown): string => (error instanceof BadFile ? error.message : '');

  it('is refused in one line, wherever it is cut off', () => {
    const end = text.trimEnd().length;
    const cut = Array.from({ length: end }, (_, length) => read(text.slice(0, length)));
    expect(
      cut.filter((said) => typeof said !== 'string' || !/^file: not JSON: .+$/.test(said)),
    ).toEqual([]);
    expect(read(text.slice(0, end))).toEqual(old);
  });

  it('is refused in one line, or replayed, if any few bytes change', async () => {
    const mutations = Math.ceil(200 * Math.sqrt(share));
    const draw = makeDraw('mutations');
    const stored = Buffer.from(printTrace(stale));
    const said: string[] = [];
    for (let mutation = 0; mutation < mutations; mutation++) {
      const bytes = Buffer.from(stored);
      for (let change = draw(3); change >= 0; change--) bytes[draw(bytes.length)] = 32 + draw(95);
      const trace = read(bytes.toString('utf8'));
      if (typeof trace === 'string') said.push(trace);
      else
        await replayWatched(trace, engineOfTrace(trace, { trust: true })).catch((error: unknown) =>
          said.push(complaintOf(error)),
        );
    }
    expect(said.length).toBeGreaterThan(0.1 * mutations);
    expect(said.length).toBeLessThan(0.98 * mutations);
    expect(said.filter((line) => !/^.+$/.test(line))).toEqual([]);
  });

  it.each([
    ['cut off', text.slice(0, 700), /file\.json: not JSON: /],
    ['empty', '', /file\.json: not JSON: /],
    ['of deeply nested brackets', '['.repeat(100_000), /file\.json: not JSON: /],
    ['of a future version', text.replace('"version": 1', '"version": 4'), /at version: /],
    [
      'of version 1 with names of version 2',
      printTrace({ ...stale, version: 1 }),
      /decisions\.0: /,
    ],
    [
      'of version 2 with names of version 1',
      printTrace({ ...old, version: 2 }),
      /decisions\.0\.af/,
    ],
    ['of unlimited memory', text.replace('"pageBytes": 8', '"pageBytes": 1e99'), /pageBytes/],
    [
      'of too many steps',
      text.replace(/"stepsMax": \d+/, '"stepsMax": 1e6').replaceAll('ax": 1,', 'ax": 999,'),
      /more than can be recorded/,
    ],
  ])('is refused in one line, exit 2: %s', async (_, content, line) => {
    const { status, stdout, stderr } = await migcheckHere(['replay', fileOf(content)]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(line);
    expect(stderr.trimEnd()).not.toContain('\n');
  });
});
