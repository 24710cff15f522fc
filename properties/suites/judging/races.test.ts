/** The race detector: what is a race and what is not, and that a race is seen without a lost page. */
import { beforeEach, describe, expect, it } from 'vitest';
import { Cell } from '../../../impl/runtime/cell.ts';
import { Gate } from '../../../impl/runtime/gate.ts';
import { Mutex } from '../../../impl/runtime/mutex.ts';
import { Scheduler } from '../../../impl/runtime/scheduler.ts';
import type { Shared } from '../../../impl/runtime/shared.ts';
import { makeShared } from '../../../impl/runtime/shared.ts';
import type { Steps } from '../../../impl/runtime/thread.ts';
import { Thread } from '../../../impl/runtime/thread.ts';
import type { OpenSystem } from '../../../impl/system.ts';
import { countIn, heldIn, isWriteIn } from '../../../impl/footprint-entry.ts';
import { FOOTPRINT_STRIDE } from '../../../impl/system.ts';
import { readBug } from '../../running/files/read-bug.ts';
import { loadEngine } from '../../engines/loader/load-engine.ts';
import { makeLockstep } from '../../judging/execution/execution.ts';
import type { Objection } from '../../judging/lockstep/objections.ts';
import { detectRaces } from '../../judging/oracles/locking/races.ts';
import { MIXED, scenarioNumber } from '../../searching/scenarios/families.ts';
import { makeDraw } from '../../judging/execution/random-source.ts';
import { random } from '../../searching/strategies/random.ts';

let shared: Shared;

beforeEach(() => {
  shared = makeShared();
});

type Body = (thread: Thread) => Steps;

/** Runs the threads' steps in this order. @returns descriptions of the races */
function racesOf(bodies: readonly Body[], schedule: readonly number[]): readonly string[] {
  const { footprint } = shared;
  const threads = bodies.map((body, id) => new Thread(id, `t${id}`, body));
  const scheduler = new Scheduler(shared, threads);
  const system = { driver: { threads: threads.map(({ name }) => name) }, footprint };
  const room = { threads: threads.length, cells: footprint.pageOfCell.length };
  const races = detectRaces({ system }, room);
  races.retarget();
  for (const object of shared.objects) object.reset();
  scheduler.restart();
  races.reset();
  const found: string[] = [];
  for (const thread of schedule) {
    footprint.begin();
    scheduler.step(thread);
    races.begin();
    for (let at = 0; at < footprint.length; at += FOOTPRINT_STRIDE) {
      const { entries } = footprint;
      const first = entries[at] as number;
      const sharing = footprint.sharingOfCell[first];
      const isWrite = isWriteIn(entries, at);
      if (sharing === 'signal') races.signal(first, isWrite);
      if (sharing !== 'guarded') continue;
      const racing = races.access(first, countIn(entries, at), heldIn(entries, at), isWrite);
      if (racing >= 0) found.push(races.describe(racing));
    }
  }
  return found;
}

describe('a race', () => {
  const write = (cell: Cell): Body =>
    function* body(thread) {
      yield thread.about('write');
      cell.set(1);
    };
  const read = (cell: Cell): Body =>
    function* body(thread) {
      yield thread.about('read');
      cell.get();
    };
  const writeUnder = (cell: Cell, mutex: Mutex): Body =>
    function* body(thread) {
      yield thread.acquire(mutex);
      cell.set(1);
      mutex.release(thread);
    };

  it('is between a write and any other access, in either order', () => {
    const cell = new Cell('cursor', shared);
    expect(racesOf([write(cell), read(cell)], [0, 1])).toEqual([
      'a race for the cursor: t1 reads it in step "read" without a mutex, ' +
        't0 wrote it in step "write" without a mutex, and nothing orders the two',
    ]);
    expect(racesOf([write(cell), read(cell)], [1, 0])).toHaveLength(1);
    expect(racesOf([write(cell), write(cell)], [0, 1])).toHaveLength(1);
    expect(racesOf([read(cell), read(cell)], [0, 1])).toEqual([]);
  });

  it('is absent if both threads hold the same mutex, and present if each holds its own', () => {
    const cell = new Cell('count', shared);
    const one = new Mutex('BQL', 0, shared);
    const other = new Mutex('bitmap_mutex', 1, shared);
    expect(racesOf([writeUnder(cell, one), writeUnder(cell, one)], [0, 1])).toEqual([]);
    expect(racesOf([writeUnder(cell, one), writeUnder(cell, other)], [0, 1])).toEqual([
      'a race for the count: t1 writes it in step "bitmap_mutex" under bitmap_mutex, ' +
        't0 wrote it in step "BQL" under BQL, and nothing orders the two',
    ]);
  });

  it('is not hidden by the order in which a mutex was taken', () => {
    const cell = new Cell('count', shared);
    const mutex = new Mutex('BQL', 0, shared);
    const before: Body = function* body(thread) {
      yield thread.about('careless');
      cell.set(1);
      yield thread.acquire(mutex);
      mutex.release(thread);
    };
    expect(racesOf([before, writeUnder(cell, mutex)], [0, 0, 1])).toHaveLength(1);
  });

  it('is absent if the write comes before opening a gate, and present if it comes after', () => {
    const cell = new Cell('count', shared);
    const gate = new Gate('done', shared);
    const open: Body = function* body(thread) {
      yield thread.about('write');
      cell.set(1);
      gate.set(true);
      yield thread.about('write again');
      cell.set(2);
    };
    const wait: Body = function* body(thread) {
      yield thread.wait(gate, 'wait');
      cell.set(3);
    };
    expect(racesOf([open, wait], [0, 1])).toEqual([]);
    const [race] = racesOf([open, wait], [0, 0, 1]);
    expect(race).toContain('t0 wrote it in step "write again"');
  });

  it('is absent if a third thread relays the order', () => {
    const cell = new Cell('count', shared);
    const gates = [new Gate('first', shared), new Gate('second', shared)] as const;
    const start: Body = function* body(thread) {
      yield thread.about('write');
      cell.set(1);
      gates[0].set(true);
    };
    const relay: Body = function* body(thread) {
      yield thread.wait(gates[0], 'relay');
      gates[1].set(true);
    };
    const finish: Body = function* body(thread) {
      yield thread.wait(gates[1], 'finish');
      cell.set(2);
    };
    expect(racesOf([start, relay, finish], [0, 1, 2])).toEqual([]);
  });

  it('is absent for a cell declared atomic', () => {
    const flag = new Cell('flag', shared, 'atomic');
    expect(racesOf([write(flag), read(flag)], [0, 1])).toEqual([]);
  });
});

describe('a race in the engine', () => {
  /** Judges on after objections of `bitmap_mutex`'s guard, until a race of two threads is seen. */
  function findRace(open: OpenSystem, family = MIXED, scenarios = 80): readonly Objection[] {
    for (let number = 0; number < scenarios; number++) {
      const scenario = scenarioNumber(number, family, 'race');
      const { system, judge } = makeLockstep(scenario, open);
      const strategy = random();
      for (let run = 0; run < 10; run++) {
        const all: Objection[] = [];
        system.driver.reset();
        judge.reset();
        strategy.begin(system.driver, makeDraw(`${number}/${run}`));
        for (let step = 0; step < scenario.stepsMax; step++) {
          const choices = system.driver.choices();
          if (choices.isEmpty()) break;
          system.driver.take(strategy.pick(choices, 0));
          all.push(...(judge.observe() ?? []));
          if (all.some(({ what }) => what.startsWith('a race for'))) return all;
        }
      }
    }
    return [];
  }

  // Not `completion-unlocked`: stop-and-copy and syncs both hold the BQL, so no two threads race there.
  // Instead, the guard of bitmap_mutex objects: the mutex also protects against a second sender.
  it.each([
    [
      'slice-unlocked',
      /a race for the (?:(?:dirty|shadow|parked|clear) bitmap|dirty page count): .*background sync/,
    ],
    ['estimate-unlocked', /a race for the dirty page count: .*background sync/],
    ['sync-mode-unlocked', /a race for the sync mode: .*background sync/],
    ['fault-unlocked', /a race for the received bitmap: .*fault read it/],
    ['placement-unlocked', /a race for the received bitmap: listen writes it/],
  ])('is reported for %s before anything is lost', async (bug, expected) => {
    const objections = findRace(await loadEngine(readBug(bug).edits));
    expect(objections.map(({ what }) => what).join('\n')).toMatch(expected);
    expect([...new Set(objections.map(({ property }) => property))]).toEqual(['P5']);
  });

  it.each([
    ['urgent-unlocked', /a race for the (?:dirty bitmap|host page being sent|dirty page count): /],
    ['relock-too-late', /a race for the (?:dirty bitmap|host page being sent|dirty page count): /],
    ['page-buffer-shared', /a race for the page buffer of the main channel: /],
    [
      'preempt-end-by-main',
      /a race for the last sent block of the preempt channel: migration writes it/,
    ],
    ['hint-unlocked', /a race for the page hint: /],
  ])('is reported for %s between the two senders', async (bug, expected) => {
    const objections = findRace(await loadEngine(readBug(bug).edits), 'preempt', 400);
    expect(objections.map(({ what }) => what).join('\n')).toMatch(expected);
    expect([...new Set(objections.map(({ property }) => property))]).toEqual(['P5']);
  });

  it.each(['preempt', 'preempt-single-sender'])(
    'is absent without a bug, in %s',
    async (family) => {
      expect(findRace(await loadEngine(), family)).toEqual([]);
    },
  );
});
