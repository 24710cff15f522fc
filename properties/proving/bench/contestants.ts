/**
 * Three ways to drive the same engine with the same judge through the same scenarios: the lockstep, and
 * fast-check's model runner and scheduler, used as in its documentation.
 */
import fc from 'fast-check';
import type { Lockstep } from '../../judging/execution/execution.ts';
import { execute } from '../../judging/execution/execution.ts';
import { makeDraw } from '../../judging/execution/random-source.ts';
import { random } from '../../searching/strategies/random.ts';
import type { Strategy } from '../../judging/execution/strategy.ts';
import { checkProperty } from '../../tooling/check-property.ts';
import type { Contestant, Lap } from './laps.ts';
import { RUNS_PER_SCENARIO } from './laps.ts';

export const contestants: readonly Contestant[] = [
  { name: 'migcheck lockstep', run: lockstepUnder(random) },
  { name: "fast-check's modelRun", run: runCommands },
  { name: "fast-check's scheduler", run: runScheduler },
];

/** The lockstep as a check runs it: one strategy for all schedules of a scenario. */
export function lockstepUnder(make: () => Strategy): Contestant['run'] {
  return (bench, seed, lap) => {
    const strategy = make();
    for (let run = 0; run < RUNS_PER_SCENARIO; run++) {
      const { steps, objections } = execute(bench, strategy, makeDraw(`${seed}/${run}`));
      if (objections !== undefined) throw new Error('a property objected to the clean engine');
      lap.steps += steps;
      lap.executions++;
    }
  };
}

/** Takes one step and judges it. */
function takeStep({ system, judge }: Lockstep, thread: number, lap: Lap): void {
  system.driver.take(thread);
  if (judge.observe() !== undefined) throw new Error('a property objected to the clean engine');
  lap.steps++;
}

function isReady({ system }: Lockstep, thread: number): boolean {
  return system.driver.choices().has(thread);
}

function restart({ system, judge }: Lockstep, lap: Lap): void {
  system.driver.reset();
  judge.reset();
  lap.executions++;
}

/** One command per thread; a command is skipped if its thread is not ready. */
function runCommands(bench: Lockstep, seed: number, lap: Lap): void {
  const commands = bench.system.driver.threads.map((_, thread) =>
    fc.constant<fc.Command<object, Lockstep>>({
      check: () => isReady(bench, thread),
      run: () => takeStep(bench, thread, lap),
      toString: () => bench.system.driver.threads[thread] ?? '',
    }),
  );
  const property = fc.property(
    fc.commands(commands, { maxCommands: 400, size: 'max' }),
    (drawn) => {
      restart(bench, lap);
      fc.modelRun(() => ({ model: {}, real: bench }), drawn);
    },
  );
  void checkProperty(property, { seed, runs: RUNS_PER_SCENARIO });
}

/** One task per ready thread; the scheduler picks which of them resolves next. */
async function runScheduler(bench: Lockstep, seed: number, lap: Lap): Promise<void> {
  const { driver } = bench.system;
  const property = fc.asyncProperty(fc.scheduler(), async (scheduler) => {
    restart(bench, lap);
    const scheduled = new Set<number>();
    for (;;) {
      for (let thread = 0; thread < driver.threads.length; thread++) {
        if (!isReady(bench, thread) || scheduled.has(thread)) continue;
        scheduled.add(thread);
        void scheduler.schedule(Promise.resolve(thread)).then((chosen) => {
          scheduled.delete(chosen);
          if (isReady(bench, chosen)) takeStep(bench, chosen, lap);
        });
      }
      if (scheduler.count() === 0) return;
      await scheduler.waitNext(1);
    }
  });
  await checkProperty(property, { seed, runs: RUNS_PER_SCENARIO });
}
