/**
 * Lets another thread see that a system is alive, and where it was if it is not. A step of an engine
 * may loop for ever, and a thread that hangs in one can say nothing; but what it wrote into shared
 * memory before the step is still there.
 */
import type { Driver, OpenSystem } from '../../impl/system.ts';

/** Memory that a worker and whoever watches it share. */
export interface Pulse {
  /** [steps taken since the last reset, resets, number of the batch]. */
  readonly counts: Int32Array;
  /** The threads that took those steps, as far as there is room. */
  readonly schedule: Uint8Array;
}

const STEPS = 0;
const RESETS = 1;
const BATCH = 2;
const COUNTS = 3;
/** Steps of a run that are written down. */
const SCHEDULE_MAX = 1 << 20;

export function makePulseMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(COUNTS * Int32Array.BYTES_PER_ELEMENT + SCHEDULE_MAX);
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

/** Changes whenever a step is taken; stays the same in a step that does not end. */
export function beatOf({ counts }: Pulse): string {
  return `${counts[RESETS]}:${counts[STEPS]}`;
}

/** The steps of the run that is under way, the one that is being taken included. */
export function stepsOf({ counts, schedule }: Pulse): Uint8Array {
  const steps = counts[STEPS] as number;
  if (steps > SCHEDULE_MAX)
    throw new Error(`a run hangs after ${steps} steps: too long to be told`);
  return schedule.slice(0, steps);
}

/** The same system, with a pulse. */
export function withPulse(open: OpenSystem, { counts, schedule }: Pulse): OpenSystem {
  return wrapDriver(open, (driver) => ({
    reset() {
      counts[STEPS] = 0;
      counts[RESETS] = (counts[RESETS] as number) + 1;
      driver.reset();
    },
    take(thread) {
      const step = counts[STEPS] as number;
      schedule[step] = thread;
      counts[STEPS] = step + 1;
      driver.take(thread);
    },
  }));
}

/** The same system, except that a step of which it is known that it never ends fails instead. */
export function withEndlessStep(open: OpenSystem, endlessStep: number): OpenSystem {
  return wrapDriver(open, (driver) => {
    let step = 0;
    return {
      reset() {
        step = 0;
        driver.reset();
      },
      take(thread) {
        if (step++ === endlessStep) {
          const { label } = driver.comingStep(thread);
          const error = new Error(`the step "${label}" of ${driver.threads[thread]} does not end`);
          error.name = 'EndlessStep';
          throw error;
        }
        driver.take(thread);
      },
    };
  });
}

function wrapDriver(
  open: OpenSystem,
  change: (driver: Driver) => Pick<Driver, 'reset' | 'take'>,
): OpenSystem {
  return (scenario) => {
    const system = open(scenario);
    const { driver } = system;
    const changed = change(driver);
    return {
      ...system,
      driver: {
        threads: driver.threads,
        choices: () => driver.choices(),
        comingStep: (thread) => driver.comingStep(thread),
        isDone: () => driver.isDone(),
        drain: () => driver.drain(),
        gates: driver.gates,
        isOpen: (gate) => driver.isOpen(gate),
        waits: () => driver.waits(),
        ...changed,
      },
    };
  };
}
