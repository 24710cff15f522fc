/** The largest possible number of threads: every strategy drives all of them, and one more is an error. */
import { describe, expect, it } from 'vitest';
import { Gate } from '../../../impl/runtime/gate.ts';
import { makeShared } from '../../../impl/runtime/shared.ts';
import { Thread } from '../../../impl/runtime/thread.ts';
import { ThreadDriver } from '../../../impl/runtime/thread-driver.ts';
import { WideThreadDriver } from '../../../impl/runtime/wide-thread-driver.ts';
import type { Scenario } from '../../../impl/scenario.ts';
import type { Driver } from '../../../impl/system.ts';
import { ThreadSet } from '../../../impl/thread-set.ts';
import { parseExploration, printExploration } from '../../../traces/exploration-file.ts';
import { scenarioSchema } from '../../../traces/scenario-schema.ts';
import { loadEngine } from '../../engines/loader/load-engine.ts';
import { execute, makeLockstep } from '../../judging/execution/execution.ts';
import { executeTwice } from '../../judging/execution/double-check.ts';
import { makeDraw } from '../../judging/execution/random-source.ts';
import { engineConfigurationsOf } from '../../running/exploration/engine-configuration.ts';
import { restoreNode, storeNode } from '../../running/exploration/stored-node.ts';
import { HappensBefore } from '../../searching/reduction/happens-before.ts';
import { makeNode } from '../../searching/reduction/search-node.ts';
import { SourceSetSearch } from '../../searching/reduction/source-sets.ts';
import { beginWith } from '../../searching/strategies/begin-with.ts';
import { replayThreads } from '../../searching/strategies/replay-threads.ts';
import { makeStrategy, strategyNames } from '../../searching/strategies/strategies.ts';

const [small] = engineConfigurationsOf('small/immediate');
const basis = small?.scenario as Scenario;

const STEPS_EACH = 3;

/** Threads of a few steps each; the last step of each waits until thread 0 has begun. */
function systemOf(threads: number): Driver {
  const shared = makeShared();
  const begun = new Gate('begun', shared);
  const bodies = Array.from(
    { length: threads },
    (_, id) =>
      new Thread(id, `t${id}`, function* body(thread) {
        yield thread.about('begin', id % 5);
        if (id === 0) begun.set(true);
        yield thread.about('go on');
        yield thread.wait(begun, 'end', id % 3);
      }),
  );
  return new WideThreadDriver(shared, {
    threads: bodies,
    beginsOperation: new Set(),
    powerOn: () => undefined,
  });
}

function runToEnd(
  driver: Driver,
  strategy: ReturnType<typeof makeStrategy>,
  seed: string,
): readonly number[] {
  driver.reset();
  strategy.begin(driver, makeDraw(seed));
  const schedule: number[] = [];
  let current = 0;
  for (let ready = driver.choices(); !ready.isEmpty(); ready = driver.choices()) {
    current = strategy.pick(ready, current);
    expect(ready.threads()).toContain(current);
    driver.take(current);
    schedule.push(current);
  }
  expect(driver.isDone()).toBe(true);
  return schedule;
}

const everyone = (count: number): readonly number[] => Array.from({ length: count }, (_, id) => id);

describe('a system of 64 threads', () => {
  for (const name of strategyNames)
    it(`is driven to its end by ${name}`, () => {
      const driver = systemOf(64);
      const strategy = makeStrategy(name);
      for (let run = 0; run < 20; run++) {
        const schedule = runToEnd(driver, strategy, `run ${run}`);
        expect(schedule).toHaveLength(64 * STEPS_EACH);
        expect(new Set(schedule).size).toBe(64);
        const learned = { schedule: Uint8Array.from(schedule), novelty: 1 };
        strategy.learn?.({ ...learned, decided: schedule.length });
      }
    });

  it('is scheduled in turn by round-robin', () => {
    const schedule = runToEnd(systemOf(64), makeStrategy('round-robin'), 'any');
    // The first run begins with the thread after thread 0.
    expect(schedule.slice(0, 64)).toEqual([...everyone(64).slice(1), 0]);
  });

  it('repeats a recorded schedule, as a whole or as a beginning', () => {
    const schedule = runToEnd(systemOf(64), makeStrategy('random'), 'first');
    for (const again of [replayThreads, beginWith])
      expect(runToEnd(systemOf(64), again(Uint8Array.from(schedule)), 'other')).toEqual(schedule);
  });

  it('is searched, thread 63 included', () => {
    const driver = systemOf(64);
    const order = new HappensBefore(
      { threads: 64, objects: 1, messages: new Set() },
      { gates: [], isOpen: () => false },
    );
    const search = new SourceSetSearch(order);
    // All threads write the same cell; with only the last two ready there are two orders.
    const schedules: string[] = [];
    while (search.next()) {
      const left = ThreadSet.of(62, 63);
      let schedule = '';
      while (!left.isEmpty()) {
        const thread = search.pick(left);
        if (thread < 0) break;
        left.delete(thread);
        schedule += `${driver.threads[thread]} `;
        search.took({ thread, gate: -1, accesses: Int32Array.of(1) });
      }
      search.ended([]);
      schedules.push(schedule);
    }
    expect(schedules).toEqual(['t62 t63 ', 't63 t62 ']);
  });

  it('can be in a stored search position; a file of fewer threads keeps its form', () => {
    const roundTrip = (...threads: readonly number[]): unknown => {
      const node = makeNode(ThreadSet.of(...threads), [], 0);
      node.chosen = threads[0] as number;
      node.backtrack.add(node.chosen);
      const counts = { classes: 1, executions: 1, steps: 1, commutations: 0 };
      const stored = { ...counts, configuration: 'any', isDone: false, nodes: [storeNode(node)] };
      const file = { format: 'migcheck-exploration', version: 1, engine: 1 } as const;
      const text = printExploration({ ...file, explorations: [stored] });
      const [read] = parseExploration(text, 'text').explorations[0]?.nodes ?? [];
      expect(read && restoreNode(read)).toEqual(node);
      return read?.choices;
    };
    expect(roundTrip(0, 30)).toBe(0x4000_0001);
    expect(roundTrip(63, 31, 30)).toEqual([0xc000_0000, 0x8000_0000]);
  });
});

describe('more threads than fit', () => {
  it('are an error everywhere', () => {
    expect(() => systemOf(65)).toThrow('65 threads, but a set of threads holds at most 64');
    expect(() => ThreadSet.of(64)).toThrow('65 threads');
    const shared = makeShared();
    const threads = everyone(32).map(
      (id) => new Thread(id, `t${id}`, (thread) => [thread.about('go')].values() as never),
    );
    const plan = { threads, beginsOperation: new Set<string>(), powerOn: () => undefined };
    expect(() => new ThreadDriver(shared, plan)).toThrow('use a WideThreadDriver');
  });
});

describe('an engine of 33 threads', () => {
  const write = (page: number) => ({ kind: 'write', block: 0, page }) as const;
  const scenario = {
    ...basis,
    postcopy: true,
    preempt: 'two-senders',
    vcpus: Array.from({ length: 8 }, (_, vcpu) => [write(vcpu % 2), write(0)]),
    device: [write(1)],
    ticks: (
      [
        'background-sync',
        'end-slice',
        'start-postcopy',
        'cancel',
        'cut',
        'cut-preempt',
        'corrupt',
      ] as const
    ).map((kind, after) => ({ kind, after: 2 * after, salt: 5 })),
    migrations: 2,
    stepsMax: 400,
  } as const;

  it('has 8 vCPUs, a device, all kinds of ticks and a preempt channel, all valid in a trace', async () => {
    expect(scenarioSchema.safeParse(scenario).error).toBeUndefined();
    const lockstep = makeLockstep(scenario, await loadEngine());
    expect(lockstep.system.driver.threads).toHaveLength(33);
  });

  for (const name of strategyNames)
    it(`passes under ${name}`, async () => {
      const lockstep = makeLockstep(scenario, await loadEngine());
      const strategy = makeStrategy(name);
      const taken = new Set<number>();
      for (let run = 0; run < 60; run++) {
        const { objections, steps } = execute(lockstep, strategy, makeDraw(`${name} ${run}`));
        expect(objections).toBeUndefined();
        for (const thread of lockstep.schedule.subarray(0, steps)) taken.add(thread);
      }
      executeTwice(lockstep, strategy, () => makeDraw(`${name} again`));
      expect(taken.has(32)).toBe(true);
    });
});
