/**
 * Schedules a little shorter than a given one: without one step, without two neighbouring steps of
 * one thread, without one run (all consecutive steps of a thread), and with one run moved to the
 * next earlier or later run of the same thread. If a scenario has lost an operation or a page, one of these
 * schedules usually lacks exactly the steps that belonged to it.
 */
import type { ScheduledStep } from '../../judging/execution/record-run.ts';

export type Schedule = readonly ScheduledStep[];

/** Later steps first: many steps just before the violation hardly affect it and are easy to drop. */
export function* nearbySchedules(schedule: Schedule): Generator<Schedule> {
  for (let at = schedule.length - 1; at >= 0; at--) {
    yield schedule.toSpliced(at, 1);
    const isPair = at > 0 && schedule[at]?.thread === schedule[at - 1]?.thread;
    if (isPair) yield schedule.toSpliced(at - 1, 2);
  }
  yield* regroupedSchedules(schedule);
}

/** Drops or moves whole runs only. */
function* regroupedSchedules(schedule: Schedule): Generator<Schedule> {
  const runs = runsOf(schedule);
  for (let at = runs.length - 1; at >= 0; at--) {
    const run = runs[at] as Schedule;
    const others = runs.toSpliced(at, 1);
    if (run.length > 2) yield others.flat();
    const earlier = runs.findLastIndex(
      (other, index) => index < at - 1 && other[0]?.thread === run[0]?.thread,
    );
    if (earlier >= 0) yield others.toSpliced(earlier + 1, 0, run).flat();
    const later = runs.findIndex(
      (other, index) => index > at + 1 && other[0]?.thread === run[0]?.thread,
    );
    if (later >= 0) yield others.toSpliced(later - 1, 0, run).flat();
  }
}

function runsOf(schedule: Schedule): readonly Schedule[] {
  const runs: ScheduledStep[][] = [];
  for (const step of schedule) {
    const last = runs.at(-1);
    if (last?.[0]?.thread === step.thread) last.push(step);
    else runs.push([step]);
  }
  return runs;
}
