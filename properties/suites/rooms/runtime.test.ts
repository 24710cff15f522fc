/**
 * The cooperative runtime: which steps are atomic, which threads wait, and what the footprint of a step is.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { Bitmap } from '../../../impl/engine/memory/bitmap.ts';
import { Cell } from '../../../impl/runtime/cell.ts';
import { EndlessStep } from '../../../impl/runtime/footprint.ts';
import { Gate } from '../../../impl/runtime/gate.ts';
import { Mutex } from '../../../impl/runtime/mutex.ts';
import { Scheduler } from '../../../impl/runtime/scheduler.ts';
import type { Shared } from '../../../impl/runtime/shared.ts';
import { makeShared } from '../../../impl/runtime/shared.ts';
import type { Steps } from '../../../impl/runtime/thread.ts';
import { Thread } from '../../../impl/runtime/thread.ts';
import { Tick } from '../../../impl/runtime/tick.ts';
import { FOOTPRINT_STRIDE } from '../../../impl/system.ts';

let shared: Shared;
let log: string[];

beforeEach(() => {
  shared = makeShared();
  log = [];
});

function start(...bodies: readonly ((thread: Thread) => Steps)[]): Scheduler {
  const threads = bodies.map((body, id) => new Thread(id, `t${id}`, body));
  const scheduler = new Scheduler(shared, threads);
  for (const object of shared.objects) object.reset();
  scheduler.restart();
  return scheduler;
}

const ready = (): string => shared.ready.toString();

describe('a mutex', () => {
  function* critical(thread: Thread, mutex: Mutex): Steps {
    yield thread.acquire(mutex);
    log.push(`${thread.name} in`);
    yield thread.about('work');
    log.push(`${thread.name} out`);
    mutex.release(thread);
  }

  it('excludes other threads, and admits the chosen one when it is released', () => {
    const mutex = new Mutex('m', 0, shared);
    const scheduler = start(
      (thread) => critical(thread, mutex),
      (thread) => critical(thread, mutex),
    );
    expect(ready()).toBe('11');
    scheduler.step(1);
    expect(ready()).toBe('10');
    expect(() => scheduler.step(0)).toThrow('thread 0 is not ready');
    scheduler.step(1);
    expect(ready()).toBe('1');
    scheduler.step(0);
    scheduler.step(0);
    expect(log).toEqual(['t1 in', 't1 out', 't0 in', 't0 out']);
    expect(scheduler.isDone()).toBe(true);
  });

  it('can be released only by its holder', () => {
    const mutex = new Mutex('m', 0, shared);
    const scheduler = start(function* steal(thread): Steps {
      yield thread.about('steal');
      mutex.release(thread);
    });
    expect(() => scheduler.step(0)).toThrow('t0 releases m without holding it');
  });

  it('leaves two threads that want each other’s neither ready nor done', () => {
    const one = new Mutex('one', 0, shared);
    const other = new Mutex('other', 1, shared);
    function* both(thread: Thread, first: Mutex, second: Mutex): Steps {
      yield thread.acquire(first);
      yield thread.acquire(second);
    }
    const scheduler = start(
      (thread) => both(thread, one, other),
      (thread) => both(thread, other, one),
    );
    scheduler.step(0);
    scheduler.step(1);
    expect(ready()).toBe('0');
    expect(scheduler.isDone()).toBe(false);
    expect(scheduler.threads.map(({ gate }) => gate?.name)).toEqual(['other', 'one']);
  });
});

describe('a gate', () => {
  it('makes its waiters ready when it opens, and blocks them again if it shuts first', () => {
    const gate = new Gate('g', shared);
    const scheduler = start(
      function* wait(thread): Steps {
        yield thread.wait(gate, 'pass');
        log.push('passed');
      },
      function* swing(thread): Steps {
        for (const isOpen of [true, false, true]) {
          yield thread.about('swing');
          gate.set(isOpen);
        }
      },
    );
    const masks = [ready()];
    for (let swing = 0; swing < 3; swing++) {
      scheduler.step(1);
      masks.push(ready());
    }
    expect(masks).toEqual(['10', '11', '10', '1']);
    scheduler.step(0);
    expect(log).toEqual(['passed']);
  });

  it('for a tick lets the run be done until the tick is armed', () => {
    const tick = new Tick('timer', shared);
    const scheduler = start(function* wait(thread): Steps {
      for (;;) {
        yield thread.wait(tick, 'wait');
        tick.take();
        log.push('tick');
      }
    });
    expect(scheduler.isDone()).toBe(true);
    tick.arm();
    tick.arm();
    expect(scheduler.isDone()).toBe(false);
    scheduler.step(0);
    scheduler.step(0);
    expect(log).toEqual(['tick', 'tick']);
    expect(ready()).toBe('0');
  });
});

describe('a footprint', () => {
  it('says which cells a step read and wrote, and which mutexes were held', () => {
    const mutex = new Mutex('m', 0, shared);
    const cell = new Cell('counter', shared);
    const scheduler = start(function* count(thread): Steps {
      yield thread.acquire(mutex);
      cell.add(1);
      mutex.release(thread);
      cell.get();
    });
    const { footprint } = shared;
    footprint.begin();
    scheduler.step(0);
    const own = [];
    for (let at = 0; at < footprint.length; at += FOOTPRINT_STRIDE) {
      const [first, , how] = footprint.entries.subarray(at, at + FOOTPRINT_STRIDE);
      if (footprint.ownerOfCell[first as number] === 'counter') own.push(how);
    }
    expect(own).toEqual([0b11, 0b0]);
  });

  it('ends an endless step', () => {
    const cell = new Cell('counter', shared);
    const scheduler = start(function* spin(thread): Steps {
      yield thread.about('spin');
      for (;;) cell.add(1);
    });
    expect(() => scheduler.step(0)).toThrow(EndlessStep);
  });
});

describe('a bitmap', () => {
  const make = (wordBits: number): Bitmap => {
    const bitmap = new Bitmap({ name: 'b', length: 12, wordBits, pageOf: (page) => page }, shared);
    bitmap.allocate();
    return bitmap;
  };

  it('throws outside its range and while it is not allocated', () => {
    const bitmap = make(4);
    expect(() => bitmap.set(12)).toThrow('b: bit 12 of 12');
    expect(() => bitmap.test(-1)).toThrow('b: bit -1 of 12');
    expect(() => bitmap.takeWord(3)).toThrow('b');
    bitmap.free();
    expect(() => bitmap.test(0)).toThrow('b');
  });

  it('notes exactly the bits that a search has read', () => {
    const bitmap = make(4);
    bitmap.set(7);
    const { footprint } = shared;
    footprint.begin();
    expect(bitmap.findNext(2, 12)).toBe(7);
    expect([...footprint.entries.subarray(0, footprint.length)]).toEqual([2, 6, 0]);
    footprint.begin();
    expect(bitmap.findNext(8, 12)).toBe(12);
    expect([...footprint.entries.subarray(0, footprint.length)]).toEqual([8, 4, 0]);
  });

  it('sets all of its bits, and none after the last', () => {
    const bitmap = new Bitmap(
      { name: 'b', length: 6, wordBits: 4, pageOf: (page) => page },
      shared,
    );
    bitmap.allocate();
    bitmap.setAll();
    expect([bitmap.word(0), bitmap.word(1)]).toEqual([0b1111, 0b11]);
    bitmap.clearAll();
    expect(bitmap.findNext(0, 6)).toBe(6);
  });

  it.each([2, 4, 32])('finds and takes the same bits with words of %i bits', (wordBits) => {
    const bitmap = make(wordBits);
    for (const bit of [1, 4, 5, 11]) bitmap.set(bit);
    const found = [];
    for (let bit = bitmap.findNext(0, 12); bit < 12; bit = bitmap.findNext(bit + 1, 12))
      found.push(bit);
    expect(found).toEqual([1, 4, 5, 11]);
    expect(bitmap.takeBit(4)).toBe(true);
    expect(bitmap.takeBit(4)).toBe(false);
    expect(bitmap.findNext(2, 5)).toBe(5);
  });
});
