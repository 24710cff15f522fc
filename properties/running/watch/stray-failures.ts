/**
 * Failures of what an engine leaves behind: a promise that is rejected and that nothing awaits, or a
 * timer that throws. Other runs may have ended by then, so each promise and timer is recorded together
 * with the call of the system that created it.
 */
import { createHook, executionAsyncResource } from 'node:async_hooks';
import { describeThrown, isThrownByEngine } from '../../judging/execution/thrown.ts';
import type { CallPlace, Pulse } from '../../engines/pulse/pulse.ts';
import { batchOf, placeOf, stepNumberOf, stepsOf } from '../../engines/pulse/pulse.ts';

/** A point in a run of an engine. */
export interface Whereabouts {
  readonly place: CallPlace;
  readonly batch: number;
  /** The thread of each step so far. */
  readonly steps: Uint8Array;
}

export interface StrayFailure {
  /** The call that it comes from; `undefined` if that is not known. */
  readonly from: Whereabouts | undefined;
  readonly isOfEngine: boolean;
  /** What happened, as a predicate. */
  readonly how: string;
}

export interface StrayWatch {
  /** Waits until the promises and timers just left behind have had time to fail. */
  readonly settle: () => Promise<void>;
}

/** Timers due within this time have fired by then, however busy the machine is. */
const SETTLES_IN_MS = 20;

export function whereabouts(pulse: Pulse): Whereabouts {
  return { place: placeOf(pulse), batch: batchOf(pulse), steps: stepsOf(pulse) };
}

export function watchStrays(pulse: Pulse, tell: (failure: StrayFailure) => void): StrayWatch {
  /** Where each promise or timer was created. */
  const origins = new WeakMap<object, Whereabouts>();
  let left: 'nothing' | 'promises' | 'timers' = 'nothing';
  let last: Whereabouts | undefined;
  let lastStep = '';
  const here = (): Whereabouts | undefined => {
    if (placeOf(pulse) === 'at rest') {
      // Code that continues after the engine has loaded belongs to the harness.
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
      // Node reports a rejected promise before it runs the next macrotask.
      await new Promise((resolve) => {
        if (isTimed) setTimeout(resolve, SETTLES_IN_MS);
        else setImmediate(resolve);
      });
    },
  };
}
