/**
 * What an engine leaves behind that fails where nobody waits for it: a promise that is rejected, a
 * timer that throws. By then other runs may be over; so whatever is left behind is noted with the call
 * of the system that it comes from.
 */
import { createHook, executionAsyncResource } from 'node:async_hooks';
import { describeThrown, isThrownByEngine } from '../../judging/execution/thrown.ts';
import type { Place, Pulse } from '../../engines/pulse/pulse.ts';
import { batchOf, placeOf, stepNumberOf, stepsOf } from '../../engines/pulse/pulse.ts';

/** Where a run of an engine stood. */
export interface Whereabouts {
  readonly place: Place;
  readonly batch: number;
  /** The threads that had taken its steps. */
  readonly steps: Uint8Array;
}

export interface StrayFailure {
  /** Absent if nobody knows where it comes from. */
  readonly from: Whereabouts | undefined;
  readonly isOfEngine: boolean;
  /** As a predicate. */
  readonly how: string;
}

export interface StrayWatch {
  /** Waits until what was left behind just now has had its chance to fail. */
  readonly settle: () => Promise<void>;
}

/** What is to happen sooner has happened by then, however busy the machine is. */
const SETTLES_IN_MS = 20;

export function whereabouts(pulse: Pulse): Whereabouts {
  return { place: placeOf(pulse), batch: batchOf(pulse), steps: stepsOf(pulse) };
}

export function watchStrays(pulse: Pulse, tell: (failure: StrayFailure) => void): StrayWatch {
  /** By what is left behind. */
  const origins = new WeakMap<object, Whereabouts>();
  let left: 'nothing' | 'promises' | 'timers' = 'nothing';
  let last: Whereabouts | undefined;
  let lastStep = '';
  const here = (): Whereabouts | undefined => {
    if (placeOf(pulse) === 'at rest') {
      // What was loaded goes on to run the harness.
      const from = origins.get(executionAsyncResource());
      return from?.place === 'loading' ? undefined : from;
    }
    const step = stepNumberOf(pulse);
    if (last === undefined || step !== lastStep) last = whereabouts(pulse);
    lastStep = step;
    return last;
  };
  createHook({
    init(_id, type, _trigger, resource) {
      const from = here();
      if (from === undefined) return;
      if (type !== 'PROMISE') left = 'timers';
      else if (left === 'nothing') left = 'promises';
      origins.set(resource, from);
    },
  }).enable();
  process.on('unhandledRejection', (reason, promise) => {
    const thrown = describeThrown(reason);
    const how = `leaves a promise that is rejected: ${thrown.message}`;
    tell({ from: origins.get(promise), isOfEngine: isThrownByEngine(thrown), how });
  });
  process.on('uncaughtException', (error: unknown) => {
    const thrown = describeThrown(error);
    const from = origins.get(executionAsyncResource());
    const how = `leaves something behind that fails: ${thrown.message}`;
    tell({ from, isOfEngine: isThrownByEngine(thrown), how });
  });
  return {
    async settle() {
      const isTimed = left === 'timers';
      left = 'nothing';
      // A promise that is rejected is told before whatever comes next.
      await new Promise((resolve) => {
        if (isTimed) setTimeout(resolve, SETTLES_IN_MS);
        else setImmediate(resolve);
      });
    },
  };
}
