/** The reduction omits only orders that differ by commuting steps. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../../impl/scenario.ts';
import { TARGET_PAGE_SIZE } from '../../../impl/scenario.ts';
import type { System } from '../../../impl/system.ts';
import { ThreadSet } from '../../../impl/thread-set.ts';
import { readBug } from '../../running/files/read-bug.ts';
import { engineConfigurationsOf } from '../../running/exploration/engine-configuration.ts';
import { makeDraw } from '../../judging/execution/random-source.ts';
import { loadEngine } from '../../engines/loader/load-engine.ts';
import { checkCommutation } from '../../searching/reduction/commutation.ts';
import { checkProperty } from '../../tooling/check-property.ts';
import { share } from '../support/long-work.ts';
import { driveEngine, driveTiny } from './reduction/driven.ts';
import {
  earlyOf,
  everyAwake,
  everyClass,
  everyInterleaving,
  someInterleavings,
} from './reduction/every-interleaving.ts';
import { tinyProgram } from './reduction/tiny-program.ts';

const EXECUTIONS_MAX = 20_000;

const [small] = engineConfigurationsOf('small/immediate');
const basis = small?.scenario as Scenario;
const write = { kind: 'write', block: 0, page: 0 } as const;
const backgroundSync = { kind: 'background-sync', after: 0 } as const;
const onePage = [{ ...basis.blocks[0], usedPages: 1, pagesMax: 1 }] as Scenario['blocks'];
const quiet: Scenario = { ...basis, blocks: onePage, vcpus: [[]], ticks: [] };

const twoPages: Scenario = { ...basis, vcpus: [[]], ticks: [] };

/** Too many orders to run all, so only those are run in which the destination comes last, or some of these. */
const triedAgain: Scenario = {
  ...quiet,
  vcpus: [[write]],
  ticks: [{ kind: 'cancel', after: 0 }],
  migrations: 2,
};

/** Engines that are small enough to run every order of their early threads. */
const tinyEngines: Readonly<Record<string, Scenario>> = {
  'one write': { ...quiet, vcpus: [[write]] },
  'one write, TLB': { ...quiet, vcpus: [[write]], log: 'tlb' },
  'one write, manual protect': { ...quiet, vcpus: [[write]], log: 'manual-protect' },
  'a device': { ...quiet, device: [write] },
  'a background sync': { ...quiet, ticks: [backgroundSync] },
  'two writes, TLB': { ...twoPages, vcpus: [[write, write]], log: 'tlb' },
  'two pages, a device': { ...twoPages, device: [write] },
  'a cancel': { ...quiet, ticks: [{ kind: 'cancel', after: 0 }] },
};

const onePageOfOne = [{ ...onePage[0], hostPageSize: TARGET_PAGE_SIZE }] as Scenario['blocks'];
const read = { kind: 'read', block: 0, page: 0 } as const;
const postcopy: Scenario = {
  ...quiet,
  blocks: onePageOfOne,
  log: 'immediate',
  postcopy: true,
  ticks: [{ kind: 'start-postcopy', after: 0 }],
};
const hostPages = [
  { ...basis.blocks[0], usedPages: 4, pagesMax: 4, hostPageSize: 2 * TARGET_PAGE_SIZE },
] as Scenario['blocks'];

/** Postcopy engines, with five or more threads at once: too many orders to run all. */
const tinyPostcopyEngines: Readonly<Record<string, Scenario>> = {
  'a read': { ...postcopy, vcpus: [[read]] },
  'a write': { ...postcopy, vcpus: [[write]] },
  'a read, single sender': { ...postcopy, vcpus: [[read]], preempt: 'single-sender' },
  'a read, two senders': { ...postcopy, vcpus: [[read]], preempt: 'two-senders' },
  'a write, two senders': { ...postcopy, vcpus: [[write]], preempt: 'two-senders' },
  'two host pages, single sender': {
    ...postcopy,
    blocks: hostPages,
    vcpus: [[read]],
    preempt: 'single-sender',
  },
  'two host pages, two senders': {
    ...postcopy,
    blocks: hostPages,
    vcpus: [[read]],
    preempt: 'two-senders',
  },
};

describe('the reduced search', () => {
  it('runs each class of 500 tiny programs once, and observes what all interleavings show', () => {
    let compared = 0;
    let executions = 0;
    let classes = 0;
    const property = fc.property(tinyProgram, (program) => {
      const every = everyInterleaving(driveTiny(program), EXECUTIONS_MAX);
      if (every === undefined) return;
      const reduced = everyClass(driveTiny(program));
      expect(reduced.classes).toEqual(every.classes);
      expect(reduced.observations).toEqual(every.observations);
      expect(reduced.executions).toBe(reduced.classes.size);
      compared++;
      executions += every.executions;
      classes += every.classes.size;
    });
    void checkProperty(property, { seed: 4, runs: 500 });
    expect(compared).toBeGreaterThan(450);
    // The programs must have orders that a reduction can omit.
    expect(executions).toBeGreaterThan(10 * classes);
  });

  for (const [name, scenario] of Object.entries(tinyEngines))
    it(`runs each class of an engine once: ${name}`, async () => {
      const open = await loadEngine();
      const driven = driveEngine(open(scenario), scenario);
      // With a cut, the loss depends on what has been received, so no thread is late.
      const late = name === 'a cancel' ? new ThreadSet() : driven.late;
      const every = everyInterleaving({ ...driven, late }, 100_000);
      const reduced = everyClass(driven);
      expect(every).toBeDefined();
      expect(reduced.classes).toEqual(every?.classes);
      expect(reduced.observations).toEqual(every?.observations);
      expect(reduced.executions).toBe(reduced.classes.size);
    });

  for (const [name, scenario] of Object.entries(tinyPostcopyEngines))
    it(`omits no class that random interleavings of postcopy show: ${name}`, async () => {
      const driven = driveEngine((await loadEngine())(scenario), scenario);
      const some = someInterleavings(driven, 1500, makeDraw(name));
      const reduced = everyClass(driven);
      expect(some.classes.size).toBeGreaterThan(2);
      expect([...some.classes].filter((one) => !reduced.classes.has(one))).toEqual([]);
      expect([...some.observations].filter((one) => !reduced.observations.has(one))).toEqual([]);
      expect(reduced.executions).toBe(reduced.classes.size);
    });

  it('omits no class of an engine that is cancelled during writes, and retried', async () => {
    const driven = driveEngine((await loadEngine())(triedAgain), triedAgain);
    const destinationLast = {
      ...driven,
      choices: () => earlyOf(driven.choices(), driven.late),
    };
    const some =
      share < 1
        ? someInterleavings(destinationLast, 3000, makeDraw('tried again'))
        : everyInterleaving(driven, 100_000);
    const reduced = everyClass(driven);
    expect(some?.classes.size).toBeGreaterThan(100);
    expect([...(some?.classes ?? [])].filter((one) => !reduced.classes.has(one))).toEqual([]);
    expect(reduced.executions).toBe(reduced.classes.size);
  });

  for (const [how, other, classes] of [
    ['and retried', { vcpus: [[]] }, 54],
    ['during a write', { migrations: 1 }, 532],
  ] as const)
    it(`omits no class of one that is cancelled ${how}, wherever its destination stands`, async () => {
      const scenario = { ...triedAgain, ...other };
      const driven = driveEngine((await loadEngine())(scenario), scenario);
      const every = everyAwake(driven);
      const reduced = everyClass(driven);
      expect(every.executions).toBe(classes);
      expect(reduced.classes).toEqual(every.classes);
      expect(reduced.observations).toEqual(every.observations);
      expect(reduced.executions).toBe(classes);
    });

  for (const [bug, name] of [
    ['no-rearm', 'two writes, TLB'],
    ['log-source-dropped', 'two pages, a device'],
  ] as const)
    it(`observes what all interleavings show of ${bug}`, async () => {
      const open = await loadEngine(readBug(bug).edits);
      const scenario = tinyEngines[name] as Scenario;
      const every = everyInterleaving(driveEngine(open(scenario), scenario), 100_000);
      const reduced = everyClass(driveEngine(open(scenario), scenario));
      expect(every).toBeDefined();
      expect(reduced.observations).toEqual(every?.observations);
      expect([...reduced.observations].some((one) => /[PQ]\d$|END$/.test(one))).toBe(true);
    });
});

describe('steps that share no object', () => {
  it('commute wherever they are tried', async () => {
    const open = await loadEngine();
    const system = open(basis);
    let tried = 0;
    for (let length = 0; length < 20; length++) {
      const prefix: number[] = [];
      system.driver.reset();
      while (prefix.length < length) {
        const choices = system.driver.choices();
        const thread = choices.nth(prefix.length % 3 === 0 ? choices.size() - 1 : 0);
        system.driver.take(thread);
        prefix.push(thread);
      }
      tried += checkCommutation(system, prefix);
    }
    expect(tried).toBeGreaterThan(20);
  });

  it('are reported if they share something undeclared', async () => {
    const open = await loadEngine();
    const system = open(basis);
    // The thread that runs first is remembered without noting that in the footprint.
    let first: number | undefined;
    const { driver } = system;
    const forgetful: System = {
      ...system,
      views: Object.assign(Object.create(system.views) as System['views'], {
        dirtyPageCount: () => first ?? 0,
      }),
      driver: Object.assign(Object.create(driver) as System['driver'], {
        reset() {
          first = undefined;
          driver.reset();
        },
        take(thread: number) {
          first ??= thread;
          driver.take(thread);
        },
      }),
    };
    expect(() => checkCommutation(forgetful, [])).toThrow('undeclared sharing after step 0');
  });
});
