/** Timeouts of real processes count the time that the processes have had, not the time of a busy machine. */
import { describe, expect, it } from 'vitest';
import type { Delays } from '../../../impl/qemu/fair-clock.ts';
import { fairClockOf, startFairClock } from '../../../impl/qemu/fair-clock.ts';
import { TooLong, within } from '../../../impl/qemu/within.ts';

describe('a wait on a busy machine', () => {
  const delays = (guest: number, ...others: number[]): Delays => ({
    guests: new Map([['cpu', guest]]),
    others: new Map(others.map((delay, index) => [String(index), delay])),
  });

  it.each([
    ['all of it, if no thread waited for a processor', delays(0, 0, 0), 1000],
    ['all but the wait of a guest', delays(300, 0, 0), 700],
    ['all but the waits of other threads, added up', delays(100, 300, 300), 400],
    ['a part of it, however busy the machine', delays(5000, 5000, 5000), 100],
  ])('counts %s', (_what, after, expected) => {
    let [wall, now] = [5000, delays(0, 0, 0)];
    const clock = startFairClock(
      () => now,
      () => wall,
    );
    [wall, now] = [6000, after];
    expect(clock()).toBe(expected);
  });

  it('ignores earlier waits, and counts all waits of a new thread', () => {
    let now: Delays = { guests: new Map(), others: new Map([['old', 400]]) };
    let wall = 0;
    const clock = startFairClock(
      () => now,
      () => wall,
    );
    wall = 1000;
    now = {
      guests: new Map(),
      others: new Map([
        ['old', 450],
        ['new', 200],
      ]),
    };
    expect(clock()).toBe(750);
  });

  it('ends when the fair time is used up', async () => {
    let fair = 0;
    const never = new Promise<never>(() => undefined);
    const looks: number[] = [];
    const clock = (): number => {
      looks.push(fair);
      return (fair += 15);
    };
    await expect(within(40, 'somebody', never, clock)).rejects.toThrow(TooLong);
    expect(looks).toHaveLength(3);
  });

  it('is measured by the kernel, if it can', () => {
    const clock = fairClockOf(() => [process.ppid, 1 << 30]);
    const until = performance.now() + 20;
    while (performance.now() < until);
    expect(clock()).toBeGreaterThan(1);
    expect(clock()).toBeLessThan(10_000);
  });
});
