/** The calls that the harness makes to a system while it runs, and how to intercept them. */
import type { Driver, OpenSystem } from '../../../impl/system.ts';

/** `looking`: between two calls of the driver, while the judge looks at what the system shows. */
export const systemCalls = [
  'reset',
  'choices',
  'take',
  'comingStep',
  'isDone',
  'drain',
  'isOpen',
  'waits',
  'looking',
] as const;

export type SystemCall = (typeof systemCalls)[number];

/** Positions in `systemCalls`, for code that runs at every step. */
const [RESET, CHOICES, TAKE, COMING_STEP, IS_DONE, DRAIN, IS_OPEN, WAITS] = [
  0, 1, 2, 3, 4, 5, 6, 7,
];
export const callNumber: Readonly<Record<'reset' | 'take', number>> = { reset: RESET, take: TAKE };

export interface Between {
  /**
   * @param call - position in `systemCalls`
   * @param thread - the thread that takes a step or is asked for its next one; -1 for any other call
   */
  readonly before: (call: number, thread: number) => void;
  readonly after: () => void;
}

/** The same system, with something done before and after each call of its driver. */
export function wrapDriver(open: OpenSystem, between: (driver: Driver) => Between): OpenSystem {
  return (scenario) => {
    const system = open(scenario);
    const { driver } = system;
    const { before, after } = between(driver);
    return {
      ...system,
      driver: {
        threads: driver.threads,
        gates: driver.gates,
        reset() {
          before(RESET, -1);
          driver.reset();
          after();
        },
        choices() {
          before(CHOICES, -1);
          const choices = driver.choices();
          after();
          return choices;
        },
        take(thread) {
          before(TAKE, thread);
          driver.take(thread);
          after();
        },
        comingStep(thread) {
          before(COMING_STEP, thread);
          const step = driver.comingStep(thread);
          after();
          return step;
        },
        isDone() {
          before(IS_DONE, -1);
          const isDone = driver.isDone();
          after();
          return isDone;
        },
        drain() {
          before(DRAIN, -1);
          driver.drain();
          after();
        },
        isOpen(gate) {
          before(IS_OPEN, -1);
          const isOpen = driver.isOpen(gate);
          after();
          return isOpen;
        },
        waits() {
          before(WAITS, -1);
          const waits = driver.waits();
          after();
          return waits;
        },
      },
    };
  };
}
