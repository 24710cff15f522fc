/**
 * Any failure of a call into an engine is reported as the engine's: nothing hangs, and the harness is not
 * blamed.
 */
import { describe, expect, it } from 'vitest';
import { propertyNames } from '../../judging/oracles/properties.ts';
import { describeThrown } from '../../judging/execution/thrown.ts';
import { readPulse, makePulseMemory, rest, withPulse } from '../../engines/pulse/pulse.ts';
import { watchPulse } from '../../engines/pulse/pulse-watch.ts';
import { loadEngine } from '../../engines/loader/load-engine.ts';
import { scenarioNumber } from '../../searching/scenarios/families.ts';
import { replayWatched } from '../../running/replay/replay-watched.ts';
import { untoldTrace } from '../../telling/story/violation.ts';
import type { Misplace } from '../support/hostile-engine.ts';
import { ENDLESS, findingOn, misbehaving } from '../support/hostile-engine.ts';
import { fileOf, migcheck, temporaryFolder } from '../support/support.ts';

describe('a step that throws crashes, whatever it throws', () => {
  it.each([
    ['a string', `throw 'no step';`, /^throws "no step"$/],
    ['nothing', 'throw undefined;', /^throws undefined$/],
    ['null', 'throw null;', /^throws null$/],
    ['a function', 'throw () => 1;', /^throws a function$/],
    ['a symbol', `throw Symbol('s');`, /^throws Symbol\(s\)$/],
    [
      'an object that cannot be converted to a string',
      'throw { toString() { throw 1; }, get message() { throw 2; } };',
      /^throws an object$/,
    ],
    [
      'an error whose stack cannot be read',
      `throw Object.defineProperty(new Error('x'), 'stack', { get() { throw 1; } });`,
      /^throws a value that cannot be inspected$/,
    ],
    [
      'an error that cannot be inspected',
      `throw new Proxy(new Error('x'), { get() { throw 2; } });`,
      /^throws a value that cannot be inspected$/,
    ],
    [
      'an object that cannot be inspected',
      'throw new Proxy({}, { getPrototypeOf() { throw 1; }, get() { throw 2; } });',
      /^throws a value that cannot be inspected$/,
    ],
    [
      'an error that looks like one of the machine',
      `throw Object.assign(new Error('too many'), { code: 'EMFILE' });`,
      /^too many$/,
    ],
    ['a stack overflow', '(function f() { return f() + 1; })();', /Maximum call stack size/],
  ])('%s', async (_, deed, what) => {
    const finding = await findingOn(misbehaving('take', deed));
    expect(finding?.property).toBe('CRASH');
    expect(finding?.objections[0]?.what).toMatch(what);
  });

  it('in a view, a choice, or the project’s own engine as well', async () => {
    for (const where of ['memoryWord', 'pageBits', 'choices', 'comingStep'] as const) {
      const finding = await findingOn(misbehaving(where, 'throw undefined;'));
      expect(finding?.property, where).toBe('CRASH');
    }
    const bug = bugWith('throw "a string";');
    const flags = ['--bug', bug, '--seed', 'a', '--jobs', '1', '--out', temporaryFolder()];
    const { status, stdout } = await migcheck(['check', ...flags]);
    expect(status).toBe(1);
    expect(stdout).toContain('VIOLATED CRASH');
    expect(stdout).toContain('throws "a string"');
  });

  it('is described with the frames of its stack', () => {
    const { frames } = describeThrown(
      Object.assign(new Error('x'), { stack: 'x\n    at a\n    at b' }),
    );
    expect(frames).toEqual(['a', 'b']);
  });
});

function bugWith(deed: string): string {
  const edit = {
    file: 'impl/engine/source/take-dirty.ts',
    find: 'source.ram.dirtyPageCount.add(-1);',
    replace: deed,
  };
  const expected = { property: 'CRASH' };
  return fileOf(
    JSON.stringify({ id: 'fatal', title: 't', reference: 'r', edits: [edit], expect: expected }),
  );
}

describe('a step that leaves work behind, or ends the process, crashes, also in a replay', () => {
  it.each([
    ['a rejected promise', `Promise.reject(new Error('nobody'));`, /rejected: nobody$/],
    ['an asynchronous failure', `(async () => { await null; null.x; })();`, /is rejected: /],
    ['a timer', `setTimeout(() => { throw 'late'; });`, /fails: throws "late"$/],
    ['a task', `process.nextTick(() => { throw new Error('next'); });`, /fails: next$/],
    ['the process', 'process.exit(0);', /ends the process that it runs in$/],
  ])('%s', async (_, deed, what) => {
    const system = misbehaving('take', deed);
    const finding = await findingOn(system);
    expect(finding?.property).toBe('CRASH');
    expect(finding?.objections[0]?.what).toMatch(/^the step "\w+" of \w+ /);
    expect(finding?.objections[0]?.what).toMatch(what);
    if (finding === undefined) return;
    const { outcome, filmed } = await replayWatched(untoldTrace(finding, {}), {
      edits: [],
      system,
    });
    expect(outcome).toBe('reproduced');
    expect(filmed.objections?.[0]?.what).toMatch(what);
  });

  it('with the same digest for any number of workers', async () => {
    const system = misbehaving('take', 'process.exit(0);');
    const [one, two] = [await findingOn(system, 1), await findingOn(system, 2)];
    expect(two?.digest).toBe(one?.digest);
  });
});

describe('an engine that cannot be loaded or opened is refused in one line', () => {
  it.each<[Misplace, string, RegExp]>([
    ['module', `throw 'x';`, /^the system cannot be loaded: throws "x"$/],
    ['module', 'process.exit(0);', /^the system cannot be loaded: it ends the process/],
    ['module', 'await new Promise(() => {});', /loaded: it waits for something that never comes$/],
    ['module', `setTimeout(() => { throw new Error('late'); });`, /leaves something behind/],
    ['open', 'process.exit(0);', /^the system cannot be opened: it ends the process/],
    [
      'open',
      `Promise.reject(new Error('no'));`,
      /opened: it leaves a promise that is rejected: no$/,
    ],
  ])('%s: %s', async (where, deed, line) => {
    const error = await findingOn(misbehaving(where, deed)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).name).toBe('BadFile');
    expect((error as Error).message).toMatch(line);
  });
});

describe('a call that does not return', () => {
  it('ends an exploration, with a story and a trace', async () => {
    const out = temporaryFolder();
    const flags = ['--engine', '--scenario', 'small/tlb', '--bug', bugWith(ENDLESS), '--out', out];
    const { status, stdout } = await migcheck(['explore', ...flags, '--json']);
    expect(status).toBe(1);
    const { violation } = JSON.parse(stdout);
    expect(violation.property).toBe(propertyNames.PROGRESS);
    expect(violation.what).toMatch(/the step ".*" of migration does not end/);
    expect(violation.file).toContain(out);
  });
});

describe('a worker hangs in a call, but not while it waits for a processor or for work', () => {
  const [asleep, starved, busy] = [
    { isAsleep: true, rate: 0 },
    { isAsleep: false, rate: 0 },
    { isAsleep: false, rate: 1 },
  ];

  it.each([
    ['one that sleeps in a call', asleep, 'take', true],
    ['one that is at work in a call', busy, 'take', true],
    ['one that waits for a processor', starved, 'take', false],
    ['one that waits for work', asleep, 'at rest', false],
  ] as const)('%s', async (_, { isAsleep, rate }, place, hangs) => {
    const pulse = readPulse(makePulseMemory());
    const scenario = scenarioNumber(0, 'precopy', 'pulse');
    const { driver } = withPulse(await loadEngine(), pulse)(scenario);
    if (place === 'take') driver.reset();
    else rest(pulse);
    let ms = 0;
    const watch = watchPulse(pulse, () => ({ ms, ranMs: rate * ms, isAsleep }));
    expect(watch.hangs()).toBe(false);
    ms += 30_000;
    expect(watch.hangs()).toBe(hangs);
    driver.reset();
    expect(watch.hangs()).toBe(false);
  });
});
