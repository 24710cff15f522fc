/**
 * A fatal call of a system: the call does not end, or has ended the thread that it ran in, or a promise or
 * timer that it left behind has failed. The thread that made the call can no longer report it, so another
 * run repeats the same steps, and fails where that call would be made.
 */
import type { OpenSystem, Views } from '../../../impl/system.ts';
import { NO_PAGE } from '../lockstep/ledger.ts';
import type { SystemCall } from './system-call.ts';
import { systemCalls, wrapDriver } from './system-call.ts';

export interface FatalCall {
  readonly call: SystemCall;
  /** Steps of the run before the call. */
  readonly steps: number;
  readonly property: 'PROGRESS' | 'CRASH';
  /** What happened to the call, as a predicate: "does not end". */
  readonly how: string;
}

/** Thrown in place of a fatal call. */
export class FatalCallError extends Error {
  override readonly name = 'FatalCallError';
  readonly property: FatalCall['property'];

  constructor(message: string, property: FatalCall['property']) {
    super(message);
    this.property = property;
  }
}

/** The same system, except that each fatal call throws a `FatalCallError` instead of being made. */
export function withFatalCalls(open: OpenSystem, fatal: readonly FatalCall[]): OpenSystem {
  return (scenario) => {
    let taken = 0;
    let isReset = false;
    const fatalNow = (call: SystemCall | undefined): FatalCall | undefined =>
      fatal.find((one) => one.call === call && one.steps === taken);
    const fail = (what: string, { how, property }: FatalCall): never => {
      throw new FatalCallError(`${what} ${how}`, property);
    };
    const system = wrapDriver(open, (driver) => {
      const labelOf = (thread: number): string =>
        fatalNow('comingStep') === undefined ? ` "${driver.comingStep(thread).label}"` : '';
      return {
        before(number, thread) {
          const call = systemCalls[number];
          const name = driver.threads[thread] ?? '';
          if (call === 'reset') taken = 0;
          const one = isReset || call === 'reset' ? fatalNow(call) : undefined;
          if (one !== undefined && call === 'take')
            fail(`the step${labelOf(thread)} of ${name}`, one);
          if (one !== undefined) fail(`the engine's ${call}()${name && ` of ${name}`}`, one);
          if (call === 'take') taken++;
          if (call === 'reset') isReset = true;
        },
        after: () => undefined,
      };
    })(scenario);
    if (fatal.every(({ call }) => call !== 'looking')) return system;
    const look = (): void => {
      const one = isReset ? fatalNow('looking') : undefined;
      if (one !== undefined) fail('a view that the judge reads', one);
    };
    return { ...system, views: lookingFirst(system.views, look) };
  };
}

function lookingFirst(views: Views, look: () => void): Views {
  const looking =
    <Arguments extends readonly unknown[], Result>(view: (...args: Arguments) => Result) =>
    (...args: Arguments): Result => {
      look();
      return view(...args);
    };
  return {
    pageBits: looking((page) => views.pageBits(page)),
    dirtyPageCount: looking(() => views.dirtyPageCount()),
    isBitmapMutexFree: looking(() => views.isBitmapMutexFree()),
    isLastStage: looking(() => views.isLastStage()),
    status: looking(() => views.status()),
    isRunning: looking((host) => views.isRunning(host)),
    memoryWord: looking((host, page, word) => views.memoryWord(host, page, word)),
    requestedCount: looking(() => views.requestedCount()),
    channel: views.channel,
    preemptChannel: views.preemptChannel,
    links: views.links ?? [],
  };
}

/** The objection to a run that ended in a fatal call. */
export function objectionTo({ message, property }: FatalCallError): {
  readonly property: FatalCall['property'];
  readonly page: number;
  readonly what: string;
} {
  return { property, page: NO_PAGE, what: message };
}
