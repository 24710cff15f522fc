/**
 * Starts a worker on an engine whose calls may not return, watches it, and reports its end. Nothing that
 * an engine does can end the process or keep it running for ever.
 */
import { join } from 'node:path';
import { getHeapStatistics } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { BadFile, firstLine } from '../../../traces/parse-json.ts';
import { nameOfEngine } from '../../engines/loader/load-engine.ts';
import { projectRoot } from '../../project-root.ts';
import type { FatalCall } from '../../judging/execution/fatal-call.ts';
import { makePulseMemory, readPulse } from '../../engines/pulse/pulse.ts';
import type { PulseWatch } from '../../engines/pulse/pulse-watch.ts';
import { watchPulse } from '../../engines/pulse/pulse-watch.ts';
import type { Whereabouts } from './stray-failures.ts';
import { whereabouts } from './stray-failures.ts';
import { threadTime } from '../../engines/pulse/thread-time.ts';
import type { FromWatched, WatchedSetup } from './watched-thread.ts';
import type { WorkerName } from './worker-name.ts';

/** A run that ended in a call that did not return. */
export interface Fatality {
  readonly batch: number;
  /** The thread of each step, including the fatal one if the call is a step. */
  readonly steps: Uint8Array;
  readonly call: FatalCall;
}

export type News<Message> =
  | { readonly kind: 'says'; readonly message: Message }
  | { readonly kind: 'fatal'; readonly fatality: Fatality }
  /** Why the worker ended: a `BadFile` if the engine is unusable. */
  | { readonly kind: 'fails'; readonly error: Error };

export interface WatchedWorker<Job> {
  readonly tell: (job: Job) => void;
  /** From now on, gives up sooner on a call that does not return. */
  readonly hurry: () => void;
  readonly end: () => Promise<void>;
}

/** The bundle of all workers; its first argument is the name of the worker. */
const WORKERS = join(projectRoot, '.build', 'workers.js');

const WATCH_EVERY_MS = 250;

/** More than any check needs, but too little to bring a machine down. */
const HEAP_MAX_MB = 768;

const DOES_NOT_END = 'does not end';
/** The exit code of a worker whose modules await something that nothing can settle any more. */
const UNSETTLED = 13;

/**
 * @param hear - called with each message of the worker and, if the worker ends on its own, with the reason
 */
export function startWatched<Work, Message, Job = never>(
  name: WorkerName,
  { engine, work }: Pick<WatchedSetup<Work>, 'engine' | 'work'>,
  hear: (news: News<Message>) => void,
): WatchedWorker<Job> {
  const memory = makePulseMemory();
  const pulse = readPulse(memory);
  const workerData: WatchedSetup<Work> = { engine, work, pulse: memory };
  const worker = beginWorker(name, workerData);
  let watch: PulseWatch | undefined;
  let isOver = false;
  let isHurried = false;

  const end = (): Promise<unknown> => {
    isOver = true;
    clearInterval(timer);
    return worker.terminate();
  };
  const last = (news: News<Message>): void => {
    if (isOver) return;
    void end();
    hear(news);
  };
  const stops = (at: Whereabouts, property: FatalCall['property'], how: string): void =>
    last(endOf(at, { property, how }, nameOfEngine(engine)));
  const timer = setInterval(() => {
    if (watch?.hangs(isHurried) === true) stops(whereabouts(pulse), 'PROGRESS', DOES_NOT_END);
  }, WATCH_EVERY_MS);

  worker.on('message', (what: FromWatched<Message>) => {
    if (isOver) return;
    switch (what.kind) {
      case 'begins':
        watch = watchPulse(pulse, threadTime(what.thread));
        return;
      case 'says':
        return hear(what);
      case 'stray': {
        const { from, how } = what.failure;
        return stops(from ?? { place: 'at rest', batch: 0, steps: new Uint8Array() }, 'CRASH', how);
      }
      case 'unusable':
        return last(unusable(what.why));
      case 'failed':
        return last({
          kind: 'fails',
          error: Object.assign(new Error(what.why), { code: what.code }),
        });
    }
  });
  worker.on('error', (error: NodeJS.ErrnoException) => {
    const at = whereabouts(pulse);
    if (error.code === 'ERR_WORKER_OUT_OF_MEMORY' && at.place !== 'at rest')
      stops(at, 'CRASH', 'runs out of memory');
    else last({ kind: 'fails', error });
  });
  worker.on('exit', (code) => {
    const how =
      code === UNSETTLED
        ? 'waits for something that never comes'
        : 'ends the process that it runs in';
    stops(whereabouts(pulse), 'CRASH', how);
  });
  return {
    tell: (job) => worker.postMessage(job),
    hurry: () => (isHurried = true),
    end: async () => void (await end()),
  };
}

function beginWorker(name: WorkerName, workerData: unknown): Worker {
  const heapMb = Math.min(HEAP_MAX_MB, getHeapStatistics().heap_size_limit / 2 ** 20);
  const worker = new Worker(WORKERS, {
    argv: [name],
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: heapMb },
    stdout: true,
  });
  // An engine's output is not part of a command's output.
  worker.stdout.setEncoding('utf8').on('data', (text: string) => console.error(text.trimEnd()));
  return worker;
}

/** The news that a worker ended at this point. */
function endOf(
  { place, batch, steps }: Whereabouts,
  fate: Pick<FatalCall, 'property' | 'how'>,
  name: string,
): News<never> {
  const { how } = fate;
  const what = how === DOES_NOT_END ? `that ${how}` : `it ${how}`;
  if (place === 'loading') return unusable(`${name} cannot be loaded: ${what}`);
  if (place === 'opening') return unusable(`${name} cannot be opened: ${what}`);
  if (place === 'at rest') return unusable(`${name} ${how}`);
  const before = place === 'take' ? steps.length - 1 : steps.length;
  return {
    kind: 'fatal',
    fatality: { batch, steps, call: { call: place, steps: before, ...fate } },
  };
}

function unusable(why: string): News<never> {
  return { kind: 'fails', error: new BadFile(firstLine(why)) };
}
