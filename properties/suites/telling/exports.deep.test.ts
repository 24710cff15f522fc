/** The exports of a trace: a file for Quint and other ITF readers, and a test for vitest. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { actionKinds } from '../../../model/action.ts';
import type { State } from '../../../model/state.ts';
import { at, phase } from '../../../model/state.ts';
import { parseTrace, printTrace } from '../../../traces/trace-file.ts';
import { readCatalogueTraces } from '../../proving/edits/read-edits.ts';
import { loadEngine } from '../../engines/loader/load-engine.ts';
import { projectRoot } from '../../project-root.ts';
import { asItf } from '../../telling/export/as-itf.ts';
import { expectedProperty } from '../../running/replay/replay-run.ts';
import { film } from '../../telling/film/frames.ts';
import { fileOf, migcheck, temporaryFolder } from '../support/support.ts';

const EXAMPLE = join(projectRoot, 'traces', 'examples', 'stale-shadow.json');

/** The format of Apalache's ADR-015, with Quint's variants and without its `#unserializable`. */
const value: z.ZodType = z.lazy(() =>
  z.union([
    z.boolean(),
    z.string(),
    z.int(),
    z.array(value),
    z.strictObject({ '#bigint': z.string().regex(/^-?\d+$/) }),
    z.strictObject({ '#tup': z.array(value) }),
    z.strictObject({ '#set': z.array(value) }),
    z.strictObject({ '#map': z.array(z.tuple([value, value])) }),
    z.strictObject({ tag: z.string(), value }),
    z.record(z.string().regex(/^[^#]/), value),
  ]),
);
const itf = z
  .strictObject({
    '#meta': z.record(z.string(), z.unknown()).optional(),
    params: z.array(z.string()).optional(),
    vars: z.array(z.string()),
    states: z.array(z.record(z.string(), z.unknown())).min(1),
    loop: z.int().min(0).optional(),
  })
  .check(({ value: { vars, states }, issues }) => {
    for (const [index, state] of states.entries()) {
      const { '#meta': meta, ...rest } = state;
      const isWhole = Object.keys(rest).toSorted().join() === vars.toSorted().join();
      const isTyped = Object.values(rest).every((one) => value.safeParse(one).success);
      if (!isWhole || !isTyped || (meta as { index: number }).index !== index)
        issues.push({ code: 'custom', message: `state ${index} is not valid`, input: state });
    }
  });

/** A configuration's bounds, which may count down in steps that an export does not have to show. */
const BOUNDS: ReadonlySet<number> = new Set([at.writesLeft, at.backgroundSyncsLeft, at.faultsLeft]);

function sameButBounds(one: State, other: State): boolean {
  return one.every((value, index) => BOUNDS.has(index) || value === other[index]);
}

/** The state without the action that led to it. */
function shownOf(state: Readonly<Record<string, unknown>> | undefined): string {
  return JSON.stringify(
    Object.entries(state ?? {}).filter(([name]) => name !== '#meta' && !name.startsWith('mbt::')),
  );
}

describe('replay --itf', () => {
  it('writes the format that ADR-015 describes and Quint reads', async () => {
    const out = join(temporaryFolder(), 'x.itf.json');
    const { status, stdout } = await migcheck(['replay', EXAMPLE, '--itf', '--out', out]);
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    const written = itf.parse(JSON.parse(readFileSync(out, 'utf8')));
    const taken = written.states.map((state) => state['mbt::actionTaken']);
    const before = 'init begin iteration-sync background-sync take send write deliver';
    expect(taken.join(' ')).toBe(`${before} background-sync iteration-sync`);
    expect(written.states.at(-1)?.['phase']).toBe('active');
    const onStdout = await migcheck(['replay', EXAMPLE, '--itf']);
    expect(onStdout.stdout).toBe(readFileSync(out, 'utf8'));
  });

  /** Bugs after which the engine does what the model forbids. */
  const FORBIDDEN: ReadonlySet<string> = new Set([
    'interrupted-forgotten',
    'interrupted-split',
    'overlap-unchecked',
  ]);

  it.each(readCatalogueTraces().filter(({ expect: { property } }) => property !== 'PROGRESS'))(
    'is complete for $bug.id',
    async (trace) => {
      const { scenario, decisions, bug } = trace;
      const open = await loadEngine(bug.edits);
      const run = { scenario, decisions, upTo: expectedProperty(trace), withModel: true };
      const { layout, modelRun } = film(open, run);
      if (modelRun === undefined) throw new Error('no model');
      const made = asItf({ run: modelRun, layout, description: bug.title });
      const { states } = itf.parse(JSON.parse(JSON.stringify(made)));
      const taken = states.map((state) => state['mbt::actionTaken']);
      expect(taken[0]).toBe('init');
      const others = taken.slice(1).filter((one) => !actionKinds.some((kind) => kind === one));
      // If the model forbids what the engine does, the exported state is set to the result.
      expect(others).toEqual(FORBIDDEN.has(bug.id) ? ['unobserved'] : []);
      // Every change of the model's state is visible in the export.
      for (const [index, { state }] of modelRun.steps.entries()) {
        const before = modelRun.steps[index - 1]?.state;
        if (before === undefined || sameButBounds(before, state)) continue;
        expect(shownOf(states[index]), `state ${index}`).not.toBe(shownOf(states[index - 1]));
      }
      expect(states.filter(({ phase: now }) => !Object.keys(phase).includes(String(now)))).toEqual(
        [],
      );
    },
  );

  it('excludes the other forms', async () => {
    const { status, stderr } = await migcheck(['replay', EXAMPLE, '--itf', '--as-test']);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: 'migcheck: --itf and --as-test exclude each other\n',
    });
  });
});

describe('replay --as-test', () => {
  it('writes a vitest file that fails today, and passes when the engine is fixed', async () => {
    // A project that depends on a copy of this one whose engine has the bug.
    const folder = temporaryFolder();
    const installed = join(folder, 'node_modules', 'migcheck');
    for (const part of ['.build', 'package.json'])
      cpSync(join(projectRoot, part), join(installed, part), { recursive: true });
    symlinkSync(join(projectRoot, 'node_modules'), join(installed, 'node_modules'));
    symlinkSync(
      join(projectRoot, 'node_modules', 'vitest'),
      join(folder, 'node_modules', 'vitest'),
    );
    const { bug, ...trace } = parseTrace(readFileSync(EXAMPLE, 'utf8'), EXAMPLE);
    const engine = join(installed, '.build', 'impl', 'engine', 'source', 'merge-log.js');
    const right = readFileSync(engine, 'utf8');
    const [edit] = bug?.edits ?? [];
    writeFileSync(engine, right.replace(edit?.find ?? '?', edit?.replace ?? ''));

    const recorded = join(folder, 'trace.json');
    writeFileSync(recorded, printTrace(trace));
    const cli = join(installed, '.build', 'properties', 'commands', 'process', 'main.js');
    const test = ['replay', recorded, '--as-test', '--out', 'lost.test.ts'];
    expect(spawnSync(process.execPath, [cli, ...test], { cwd: folder }).status).toBe(0);

    const today = runVitest(folder);
    expect(today.status).toBe(1);
    expect(today.stdout).toContain('P1 coverage: always: ');
    expect(today.stdout + today.stderr).toContain('first wrong at §5 (25)');
    writeFileSync(engine, right);
    const fixed = runVitest(folder);
    expect(fixed.stdout + fixed.stderr).toMatch(/1 passed/);
    expect(fixed.status).toBe(0);
  });

  it('writes nothing, exit 3, if nothing is violated', async () => {
    const { bug: _, ...clean } = parseTrace(readFileSync(EXAMPLE, 'utf8'), EXAMPLE);
    const out = join(temporaryFolder(), 'x.test.ts');
    const args = ['replay', fileOf(printTrace(clean)), '--as-test', '--out', out];
    const { status, stdout, stderr } = await migcheck(args);
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
    expect(stderr).toMatch(/^clean: /);
    expect(existsSync(out)).toBe(false);
  });
});

function runVitest(cwd: string): { status: number | null; stdout: string; stderr: string } {
  const vitest = join(projectRoot, 'node_modules', 'vitest', 'vitest.mjs');
  const env = { ...process.env, VITEST: undefined, NO_COLOR: '1' };
  return spawnSync(process.execPath, [vitest, 'run', '--root', cwd], {
    cwd,
    env,
    encoding: 'utf8',
  });
}
