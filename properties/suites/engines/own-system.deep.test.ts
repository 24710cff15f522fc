/** A user's own engine: what it has to show, what is reported to it, and what its mistakes lead to. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseTrace } from '../../../traces/trace-file.ts';
import { execute, makeLockstep } from '../../judging/execution/execution.ts';
import { loadEngine } from '../../engines/loader/load-engine.ts';
import { propertyIds } from '../../judging/lockstep/property-id.ts';
import { properties, propertyNames } from '../../judging/oracles/properties.ts';
import type { Needs } from '../../judging/oracles/property.ts';
import { unobservable } from '../../judging/oracles/needs.ts';
import { projectRoot } from '../../project-root.ts';
import { scenarioNumber } from '../../searching/scenarios/families.ts';
import { makeDraw } from '../../judging/execution/random-source.ts';
import { random } from '../../searching/strategies/random.ts';
import { withoutProgress } from '../../proving/bars/hear.ts';
import type { Finished } from '../support/support.ts';
import {
  LATE_CLEAR,
  migcheck,
  STOP_AND_COPY,
  temporaryFolder,
  unwrapped,
} from '../support/support.ts';

const SEEN = ['P1', 'Q9', 'END', 'G1', 'DEADLOCK', 'CRASH', 'PROGRESS', 'O1', 'R'];

function checkSystem(system: string, ...flags: readonly string[]): Promise<Finished> {
  return migcheck(['check', '--system', system, '--seed', 'own', '--json', ...flags]);
}

/** Stop-and-copy as a user's module, with `change` made to the `system` that it opens. */
function changed(change: string): string {
  const file = join(temporaryFolder(), 'engine.mjs');
  const text = `import { openSystem as open } from '${pathToFileURL(STOP_AND_COPY).href}';
    export const openSystem = (scenario) => {
      const system = open(scenario);
      const { driver, layout, trace, views } = system;
      ${change}
    };`;
  writeFileSync(file, text);
  return file;
}

describe('stop-and-copy with one bitmap', () => {
  it('passes the properties that it shows enough for, and lists the others', async () => {
    const { status, stdout, stderr } = await checkSystem(STOP_AND_COPY, '--runs', '3000');
    expect({ status, said: withoutProgress(stderr) }).toEqual({ status: 0, said: '' });
    const { properties, verdict } = JSON.parse(stdout);
    expect(verdict).toBe('passed');
    const judged = properties.filter(({ kind }: { kind: string }) => kind !== 'sometimes');
    expect(
      judged.flatMap(({ id, status: is }: Record<string, string>) => (is === 'holds' ? [id] : [])),
    ).toEqual(propertyIds.filter((id) => SEEN.includes(id)));
    const { unmet } = judged.find(({ id }: { id: string }) => id === 'P4');
    expect(unmet).toEqual(['view dirtyPageCount', 'view isBitmapMutexFree']);
  });

  it('lists them in the text as well', async () => {
    const flags = ['--system', STOP_AND_COPY, '--runs', '10'];
    const { stdout } = await migcheck(['check', ...flags]);
    expect(unwrapped(stdout)).toMatch(
      /\nproperties: 9 of 31 hold; 22 are not observable; sometimes: /,
    );
    expect(unwrapped(stdout)).toMatch(/\n {2}not observable: P2 log, .*, P6 grammar, .*\n/);
    expect(unwrapped(stdout)).toMatch(
      /\n {2}the engine does not show: [^\n]*; views [^\n]*\bchannel\b/,
    );
  });

  it('has the same digest with any number of workers', async () => {
    const one = await checkSystem(STOP_AND_COPY, '--runs', '400', '--jobs', '1');
    const two = await checkSystem(STOP_AND_COPY, '--runs', '400', '--jobs', '2');
    expect(JSON.parse(two.stdout).digest).toBe(JSON.parse(one.stdout).digest);
  });

  it('has the same result if interrupted and resumed', async () => {
    const cwd = temporaryFolder();
    const flags = ['check', '--system', STOP_AND_COPY, '--seed', 'own', '--runs', '1000'];
    const { status, stdout } = await migcheck(flags, { cwd, interruptAt: /seed/ });
    expect(status).toBe(130);
    const [, file = ''] = /--resume (\S+)/.exec(stdout) ?? [];
    // The command does not load code that a data file names.
    const refused = await migcheck(['check', '--resume', file], { cwd });
    expect(refused).toMatchObject({ status: 2, stdout: '' });
    expect(refused.stderr).toMatch(/^migcheck: [^\n]* name it with --system\n$/);
    expect(stdout).toMatch(/--resume \S+ --system \S+stop-and-copy\.js\n/);
    const onward = ['check', '--resume', file, '--system', STOP_AND_COPY, '--json'];
    const resumed = await migcheck(onward, { cwd });
    expect(JSON.parse(resumed.stdout).restsOn).toMatchObject({ file });
    const whole = await migcheck([...flags, '--json'], { cwd });
    expect(JSON.parse(resumed.stdout).digest).toBe(JSON.parse(whole.stdout).digest);
  });

  it('loses a page if it clears its bit late, and the trace needs --system', async () => {
    const out = temporaryFolder();
    const flags = ['--bug', LATE_CLEAR, '--seed', 'a1', '--out', out];
    const { status, stdout } = await checkSystem(STOP_AND_COPY, ...flags);
    expect(status).toBe(1);
    const { violation } = JSON.parse(stdout);
    expect(violation.property).toBe(propertyNames.P1);
    expect(violation.steps.map(({ text }: { text: string }) => text)).toEqual([
      'takes ram0:0, reads version 1',
      'stores version 2 in ram0:0',
      'sends it',
    ]);
    const { system } = parseTrace(readFileSync(violation.file, 'utf8'), violation.file);
    expect(system).toBe('.build/impl/stop-and-copy/stop-and-copy.js');
    expect(violation.replay).toBe(`npm run replay -- ${violation.file} --system ${system} --trust`);
    const replayed = await migcheck([
      'replay',
      violation.file,
      '--json',
      '--system',
      STOP_AND_COPY,
      '--trust',
    ]);
    expect(replayed.status).toBe(1);
    expect(JSON.parse(replayed.stdout).outcome).toBe('reproduced');
    const page = join(out, 'page.html');
    const shown = await migcheck([
      'view',
      violation.file,
      '--system',
      STOP_AND_COPY,
      '--trust',
      '--out',
      page,
    ]);
    expect(shown.stdout).toMatch(/^reproduced: P1 coverage\n/);
    // Bitmaps that the engine does not show have no column.
    const columns = readFileSync(page, 'utf8').match(
      /(?<="name":")[\w ]+(?=","place":"source","cell":3)/g,
    );
    expect(columns).toEqual(['dirty']);
    const lost = await migcheck(['replay', violation.file]);
    expect(lost).toMatchObject({
      status: 2,
      stderr: `migcheck: the trace was recorded on another engine, ${system}: name it with --system\n`,
    });
  });

  it('is short', () => {
    const text = readFileSync(join(projectRoot, 'impl/stop-and-copy/stop-and-copy.ts'), 'utf8');
    expect(text.split('\n').length - 1).toBeLessThan(150);
    expect(text).not.toContain('/engine/');
  });
});

describe('an external engine', () => {
  it.each([
    [
      'a view that throws',
      `return { ...system, views: { ...views, pageBits() { throw new Error('no bits'); } } };`,
      /no bits/,
    ],
    [
      'a step that throws',
      `return { ...system, driver: Object.assign(Object.create(driver), { take() { throw new Error('no step'); } }) };`,
      /no step/,
    ],
    [
      'an unknown tracepoint',
      `trace.emit = function () { this.events[0] = 999; this.length = 4; }; return system;`,
      /announces tracepoint 999/,
    ],
    [
      'an unknown page',
      `const { emit } = trace;
        trace.emit = (what, first, ...rest) => emit.call(trace, what, first + 99, ...rest);
        return system;`,
      /announces \w+ with \w+ \d+/,
    ],
    [
      'a tracepoint that is not in its "announces" list',
      `return { ...system, announces: ['migrate_set_state'] };`,
      /announces ram_take_dirty, which is not in its "announces" list/,
    ],
  ])('crashes with %s', async (_, change, what) => {
    const { status, stdout } = await checkSystem(changed(change), '--out', temporaryFolder());
    expect(status).toBe(1);
    const { violation } = JSON.parse(stdout);
    expect(violation.property).toBe('CRASH');
    expect(violation.what).toMatch(what);
  });

  it('may leave out all optional parts, and its deadlocks then name only steps', async () => {
    const plain = `return { driver: {
        threads: driver.threads,
        reset: () => driver.reset(), choices: () => driver.choices() & ~2,
        take: (thread) => driver.take(thread), drain: () => driver.drain(),
        isDone: () => false, comingStep: (thread) => ({ label: driver.comingStep(thread).label }),
      }, layout, trace, announces: [],
      views: { memoryWord: views.memoryWord, isRunning: views.isRunning } };`;
    const file = changed(`trace.emit = () => {}; ${plain}`);
    const { status, stdout } = await checkSystem(file, '--out', temporaryFolder());
    expect(status).toBe(1);
    const { violation, properties } = JSON.parse(stdout);
    expect(violation.property).toBe('DEADLOCK');
    expect(violation.what).toContain('incoming waits for its step "receive"');
    const seen = properties.filter(({ status: is }: { status: string }) => is === 'holds');
    expect(seen.map(({ id }: { id: string }) => id)).toEqual(['CRASH', 'PROGRESS']);
  });

  it('may print without disturbing the output of the command', async () => {
    const system = changed('console.log("noise from an engine"); return system;');
    const { stdout, stderr } = await checkSystem(system, '--runs', '20');
    expect(JSON.parse(stdout)).toHaveProperty('verdict');
    expect(stderr).toContain('noise from an engine');
  });

  it('may leave stale values in unused arguments of an event', async () => {
    const untidy = `const { emit } = trace;
      let times = 0;
      trace.emit = (what, ...args) => {
        emit.call(trace, what, ...args, ...[++times, ++times, ++times].slice(args.length));
      };
      return system;`;
    const { status } = await checkSystem(changed(untidy), '--runs', '200');
    expect(status).toBe(0);
  });

  it('is refused if it ends the process', async () => {
    const leaving = 'process.exit(0);';
    const { status, stdout, stderr } = await checkSystem(changed(leaving), '--runs', '200');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^migcheck: the system cannot be opened: it ends the process .*\n$/);
  });

  it('is refused if it is nondeterministic', async () => {
    const fickle = `let times = 0;
      return { ...system, views: { ...views, memoryWord: () => ++times } };`;
    const { status, stdout, stderr } = await checkSystem(changed(fickle), '--runs', '200');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^migcheck: possible nondeterminism: .*\n$/);
  });

  it.each([
    [
      'without a driver',
      'return { ...system, driver: undefined };',
      /its driver\.threads is not of type object/,
    ],
    [
      'with another number of pages',
      'return { ...system, layout: { ...layout, pages: 0 } };',
      /its layout has 0 pages, not \d+/,
    ],
    [
      'with an unknown tracepoint',
      `return { ...system, announces: ['nonsense'] };`,
      /no tracepoint "nonsense"/,
    ],
    [
      'that opens for some scenarios only',
      `if (scenario.name === 'retry') throw new Error('no second try'); return system;`,
      /no second try/,
    ],
  ])('%s is refused in one line, exit 2', async (_, change, line) => {
    const { status, stdout, stderr } = await checkSystem(changed(change), '--runs', '2000');
    expect({ status, stdout, lines: stderr.trimEnd().split('\n').length }).toEqual({
      status: 2,
      stdout: '',
      lines: 1,
    });
    expect(stderr).toMatch(/^migcheck: the system cannot be opened: /);
    expect(stderr).toMatch(line);
  });

  it('is judged by all properties if it shows everything', async () => {
    const open = await loadEngine();
    const scenario = scenarioNumber(0, 'precopy', 'own');
    expect(unobservable(open(scenario))).toEqual([]);
    expect(
      execute(makeLockstep(scenario, open), random(), makeDraw('own')).objections,
    ).toBeUndefined();
  });

  it('has a guide that lists what each property needs', () => {
    const guide = readFileSync(join(projectRoot, 'impl', 'SYSTEM.md'), 'utf8');
    for (const id of propertyIds) {
      const { bits = [], views = [], tracepoints = [], footprint }: Needs = properties[id].needs;
      const row = guide.split('\n').find((line) => line.startsWith(`| ${propertyNames[id]} `));
      expect(row, id).toBeDefined();
      for (const name of [...bits, ...views, ...tracepoints, ...(footprint ? ['footprint'] : [])])
        expect(row).toContain(`\`${name}\``);
    }
  });
});
