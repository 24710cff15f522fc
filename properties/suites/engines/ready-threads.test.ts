/** How a user's engine says which of its threads are ready, and which footprints are accepted. */
import { describe, expect, it } from 'vitest';
import type { OpenOwnSystem, OwnSystem } from '../../../impl/own-system.ts';
import type { Scenario } from '../../../impl/scenario.ts';
import { plainTracepoints } from '../../../impl/own-system.ts';
import { ThreadSet } from '../../../impl/thread-set.ts';
import { completing } from '../../engines/loader/complete-system.ts';
import { execute, makeLockstep } from '../../judging/execution/execution.ts';
import { makeDraw } from '../../judging/execution/random-source.ts';
import { random } from '../../searching/strategies/random.ts';
import { engineConfigurationsOf } from '../../running/exploration/engine-configuration.ts';

// Imported by name at run time, as a user's own engine is: the build does not depend on it.
const STOP_AND_COPY = '../../../impl/stop-and-copy/stop-and-copy.ts';
const { openSystem } = (await import(STOP_AND_COPY)) as { readonly openSystem: OpenOwnSystem };

const [small] = engineConfigurationsOf('small/immediate');
const basis = small?.scenario as Scenario;

type Ready = ReturnType<OwnSystem['driver']['choices']>;

/** Stop-and-copy with another form of its ready threads, and with extra threads that are never ready. */
function saying(change: (choices: number) => Ready, idle = 0): OpenOwnSystem {
  return (scenario) => {
    const own = openSystem(scenario);
    const { driver } = own;
    const names = Array.from({ length: idle }, (_, number) => `idle ${number}`);
    return {
      ...own,
      driver: {
        threads: [...driver.threads, ...names],
        reset: () => driver.reset(),
        choices: () => change(driver.choices() as number),
        take: (thread) => driver.take(thread),
        isDone: () => driver.isDone(),
        drain: () => driver.drain(),
        comingStep: (thread) =>
          thread < driver.threads.length ? driver.comingStep(thread) : { label: 'idle' },
      },
    };
  };
}

/** @returns the digests of a few runs, or the first objection */
function outcomeOf(open: OpenOwnSystem): string {
  const lockstep = makeLockstep(basis, completing(open));
  const digests: string[] = [];
  for (let run = 0; run < 20; run++) {
    const { objections } = execute(lockstep, random(), makeDraw(`run ${run}`));
    const [objection] = objections ?? [];
    if (objection !== undefined) return `${objection.property}: ${objection.what}`;
    digests.push(lockstep.digest.text());
  }
  return digests.join(' ');
}

describe('ready threads', () => {
  const plain = outcomeOf(openSystem);

  it('may be a number, a set or two words, with the same result', () => {
    expect(plain).toMatch(/^[0-9a-f]{16} /);
    const asSet = (choices: number): Ready => {
      const set = new ThreadSet();
      set.low = choices;
      return set;
    };
    expect(outcomeOf(saying((choices) => choices))).toBe(plain);
    expect(outcomeOf(saying(asSet))).toBe(plain);
    expect(outcomeOf(saying((choices) => ({ low: choices, high: 0 })))).toBe(plain);
  });

  it('may be 64 threads, as two words', () => {
    const idle = 64 - openSystem(basis).driver.threads.length;
    expect(outcomeOf(saying((low) => ({ low, high: 0 }), idle))).toMatch(/^[0-9a-f]{16} /);
    expect(outcomeOf(saying((choices) => choices, idle))).toMatch(
      /^CRASH: its choices\(\) is a number, which can hold only 31 of its 64 threads/,
    );
    expect(() => outcomeOf(saying((low) => ({ low, high: 0 }), idle + 1))).toThrow(
      'the system cannot be opened: 65 threads, but a set of threads holds at most 64',
    );
  });

  it.each<[string, () => unknown, RegExp]>([
    ['unknown threads', () => 1 << 29, /^CRASH: its choices\(\) is 10{29}, but it has/],
    [
      'unknown threads beyond one word',
      () => ({ low: 0, high: 1 }),
      /^CRASH: its choices\(\) is 10{32}/,
    ],
    ['a fraction', () => 0.5, /^CRASH: its choices\(\) is 0.5, which is not a set of threads/],
    ['not a number', () => NaN, /^CRASH: its choices\(\) is NaN, which is not a set of threads/],
    ['nothing', () => undefined, /^CRASH: its choices\(\) is neither a number nor two words/],
  ])('cannot be %s', (_, answer, told) => {
    expect(outcomeOf(saying(answer as () => Ready))).toMatch(told);
  });
});

describe('a footprint of an external engine', () => {
  it('keeps its format: first cell, cell count, mutexes held << 1 | isWrite', () => {
    /** Every step writes one cell: thread 0 under mutexes 2 and 3, the others under `held`. */
    const racing = (held: number): string => {
      const entries = Int32Array.of(0, 1, 0);
      const cells = {
        pageOfCell: [-1],
        ownerOfCell: ['counter'],
        sharingOfCell: ['guarded'],
      } as const;
      const footprint = { ...cells, entries, length: 3, thread: 0, label: 'write' };
      return outcomeOf((scenario) => {
        const own = saying((choices) => choices)(scenario);
        const take = (thread: number): void => {
          own.driver.take(thread);
          footprint.thread = thread;
          entries[2] = ((thread === 0 ? 0b1100 : held) << 1) | 1;
        };
        const announces = [...plainTracepoints, 'migrate_fd_cleanup'] as const;
        return { ...own, announces, footprint, driver: { ...own.driver, take } };
      });
    };
    expect(racing(0b0100)).toMatch(/^[0-9a-f]{16} /);
    expect(racing(0)).toMatch(/^P5: a race for the counter: .* under page_request_mutex and dest/);
    expect(racing(0)).toContain('without a mutex');
  });
});
