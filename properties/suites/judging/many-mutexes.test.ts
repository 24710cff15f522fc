/** The largest possible number of mutexes: the readers of a footprint distinguish all of them. */
import { describe, expect, it } from 'vitest';
import { countIn, heldIn, isWriteIn } from '../../../impl/footprint-entry.ts';
import { Cell } from '../../../impl/runtime/cell.ts';
import { Mutex } from '../../../impl/runtime/mutex.ts';
import { Scheduler } from '../../../impl/runtime/scheduler.ts';
import { makeShared } from '../../../impl/runtime/shared.ts';
import type { Steps } from '../../../impl/runtime/thread.ts';
import { Thread } from '../../../impl/runtime/thread.ts';
import { FOOTPRINT_STRIDE } from '../../../impl/system.ts';
import { describeHeld } from '../../judging/lockstep/mutexes.ts';
import { lockOrder } from '../../judging/oracles/locking/lock-order.ts';
import { detectRaces } from '../../judging/oracles/locking/races.ts';

const numbers: readonly number[] = Array.from({ length: 32 }, (_, number) => number);

/** Two threads write a cell one after the other, each under its mutex. @returns the race, if there is one */
function raceUnder(first: number, second: number): string | undefined {
  const shared = makeShared();
  const { footprint } = shared;
  const mutexes = numbers.map((number) => new Mutex(`m${number}`, number, shared));
  const counter = new Cell('counter', shared);
  const threads = [first, second].map(
    (number, id) =>
      new Thread(id, `t${id}`, function* body(thread): Steps {
        const mutex = mutexes[number] as Mutex;
        yield thread.acquire(mutex);
        counter.add(1);
        mutex.release(thread);
      }),
  );
  const scheduler = new Scheduler(shared, threads);
  for (const object of shared.objects) object.reset();
  scheduler.restart();
  const racers = { driver: { threads: ['t0', 't1'] }, footprint };
  const races = detectRaces({ system: racers }, { threads: 2, cells: footprint.pageOfCell.length });
  races.retarget();
  races.reset();
  for (const { id } of threads) {
    footprint.begin();
    scheduler.step(id);
    races.begin();
    const { entries } = footprint;
    for (let at = 0; at < footprint.length; at += FOOTPRINT_STRIDE) {
      const cell = entries[at] as number;
      if (footprint.sharingOfCell[cell] !== 'guarded') continue;
      expect(countIn(entries, at)).toBe(1);
      const held = heldIn(entries, at);
      const racing = races.access(cell, countIn(entries, at), held, isWriteIn(entries, at));
      if (racing >= 0) return races.describe(racing);
    }
  }
  return undefined;
}

describe('32 mutexes', () => {
  it('prevent a race only if both threads hold the same one', () => {
    for (const one of numbers)
      for (const other of numbers)
        expect(raceUnder(one, other)?.startsWith('a race for the counter')).toBe(
          one === other ? undefined : true,
        );
  });

  it('are reported by name or number', () => {
    expect(raceUnder(31, 2)).toContain('under mutex 31, and nothing orders');
    expect(describeHeld((1 << 31) | 1)).toBe('under BQL and mutex 31');
    expect(describeHeld(0)).toBe('without a mutex');
  });

  it('have an order in which any two can form a cycle', () => {
    const order = lockOrder(numbers.map((number) => `m${number}`));
    for (const one of numbers)
      for (const other of numbers) {
        if (one === other) continue;
        order.reset();
        const both = (1 << one) | (1 << other);
        expect(order.note(one, both)).toBeUndefined();
        expect(order.note(one, 1 << other)).toBeUndefined();
        expect(order.note(other, both)).toBe(
          `m${other} is taken inside m${one}, and m${one} inside m${other}`,
        );
      }
  });

  it('are the maximum', () => {
    expect(() => new Mutex('one more', 32, makeShared())).toThrow('has room for 32');
  });
});

describe('a mutex without a name', () => {
  it('is not in the lock order', () => {
    expect(lockOrder().note(-1, -1)).toBeUndefined();
  });
});
