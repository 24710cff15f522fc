/**
 * Lets another thread see whether a system is alive, and where it was if it is not. A call into an
 * engine may never return, and a thread that hangs in one cannot report anything, but what it wrote
 * into shared memory before the call is still there.
 */
import type { OpenSystem } from '../../../impl/system.ts';
import { BadFile } from '../../../traces/parse-json.ts';
import { describeThrown } from '../../judging/execution/thrown.ts';
import type { SystemCall } from '../../judging/execution/system-call.ts';
import { callNumber, systemCalls, wrapDriver } from '../../judging/execution/system-call.ts';

/** Memory that a worker shares with the thread that watches it. */
export interface Pulse {
  readonly counts: Int32Array;
  /** The thread that took each step of the run, as far as there is room. */
  readonly schedule: Uint8Array;
}

/** Where a worker is: between runs, before the first run, or in a call of the system. */
export type CallPlace = 'at rest' | 'loading' | 'opening' | SystemCall;

const PLACES: readonly CallPlace[] = ['at rest', 'loading', 'opening', ...systemCalls];
const [AT_REST, LOADING, OPENING] = [0, 1, 2];
const FIRST_CALL = PLACES.indexOf(systemCalls[0]);
const LOOKING = PLACES.indexOf('looking');

/** Positions in `counts`: steps taken since the last reset, resets, calls, batch, place. */
const STEPS = 0;
const RESETS = 1;
const CALLS = 2;
const BATCH = 3;
const PLACE = 4;
const COUNTS = 5;
/** Number of steps of a run that are recorded. */
const SCHEDULE_MAX = 1 << 20;

export function makePulseMemory(): SharedArrayBuffer {
  const memory = new SharedArrayBuffer(COUNTS * Int32Array.BYTES_PER_ELEMENT + SCHEDULE_MAX);
  readPulse(memory).counts[PLACE] = LOADING;
  return memory;
}

export function readPulse(memory: SharedArrayBuffer): Pulse {
  return {
    counts: new Int32Array(memory, 0, COUNTS),
    schedule: new Uint8Array(memory, COUNTS * Int32Array.BYTES_PER_ELEMENT),
  };
}

export function beginBatch(pulse: Pulse, batch: number): void {
  pulse.counts[BATCH] = batch;
}

export function batchOf(pulse: Pulse): number {
  return pulse.counts[BATCH] as number;
}

/** From here on the harness is at work, so a silent pulse does not mean a hang. */
export function rest({ counts }: Pulse): void {
  counts[PLACE] = AT_REST;
}

export function placeOf({ counts }: Pulse): CallPlace {
  return PLACES[counts[PLACE] as number] as CallPlace;
}

/** Changes whenever the system is called; stays the same in a call that does not return. */
export function beatOf({ counts }: Pulse): string {
  return `${counts[PLACE]}:${counts[RESETS]}:${counts[CALLS]}`;
}

/** A text that is different after every step. */
export function stepNumberOf({ counts }: Pulse): string {
  return `${counts[PLACE]}:${counts[RESETS]}:${counts[STEPS]}`;
}

/** The steps of the current run, including the one that is being taken. */
export function stepsOf({ counts, schedule }: Pulse): Uint8Array {
  const steps = counts[STEPS] as number;
  if (steps > SCHEDULE_MAX)
    throw new Error(`a run hangs after ${steps} steps: too long to be recorded`);
  return schedule.slice(0, steps);
}

/**
 * The same system, with a pulse.
 *
 * @param name - what the error message calls the system if it cannot be opened
 */
export function withPulse(
  open: OpenSystem,
  { counts, schedule }: Pulse,
  name = 'the engine',
): OpenSystem {
  const wrapped = wrapDriver(open, () => ({
    before(call, thread) {
      counts[CALLS] = (counts[CALLS] as number) + 1;
      counts[PLACE] = FIRST_CALL + call;
      if (call === callNumber.reset) {
        counts[STEPS] = 0;
        counts[RESETS] = (counts[RESETS] as number) + 1;
      }
      if (call !== callNumber.take) return;
      const step = counts[STEPS] as number;
      schedule[step] = thread;
      counts[STEPS] = step + 1;
    },
    after() {
      counts[PLACE] = LOOKING;
    },
  }));
  return (scenario) => {
    counts[PLACE] = OPENING;
    try {
      return wrapped(scenario);
    } catch (error) {
      if (error instanceof BadFile) throw error;
      throw new BadFile(`${name} cannot be opened: ${describeThrown(error).message}`);
    } finally {
      counts[PLACE] = AT_REST;
    }
  };
}
