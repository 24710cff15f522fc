/** The workers of a campaign: told what to do one job at a time, and listened to one by one. */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { projectRoot } from '../project-root.ts';
import type { FromWorker, ToWorker, WorkerSetup } from './messages.ts';

export interface Crew {
  /** Gives the job to a worker that has none; `false` if all are busy. */
  readonly tell: (job: ToWorker) => boolean;
  /**
   * The next thing that any worker says; or that nobody has said anything for too long, or that
   * somebody wants to stop.
   */
  readonly listen: (silenceMaxMs: () => number, signal?: AbortSignal) => Promise<Heard>;
  readonly dismiss: () => Promise<void>;
}

export type Heard = FromWorker | 'silence' | 'interrupted';

const WORKER_FILE = join(projectRoot, '.build', 'properties', 'campaign', 'worker.js');
const WATCH_EVERY_MS = 500;

/** What a worker says last about a job. */
const LAST_WORDS: ReadonlySet<FromWorker['kind']> = new Set(['batch', 'shrunk']);

export function startCrew(setup: WorkerSetup, jobs: number): Crew {
  const workers = Array.from(
    { length: jobs },
    () => new Worker(WORKER_FILE, { workerData: setup }),
  );
  const free = [...workers];
  const unheard: FromWorker[] = [];
  let wake: () => void = () => undefined;

  for (const worker of workers) {
    worker.on('message', (message: FromWorker) => {
      unheard.push(message);
      if (LAST_WORDS.has(message.kind)) free.push(worker);
      wake();
    });
    worker.on('error', (error) => {
      unheard.push({ kind: 'broken', message: error.stack ?? error.message });
      wake();
    });
  }

  return {
    tell(job) {
      const worker = free.shift();
      worker?.postMessage(job);
      return worker !== undefined;
    },
    async listen(silenceMaxMs, signal) {
      const since = performance.now();
      for (;;) {
        if (signal?.aborted === true) return 'interrupted';
        const message = unheard.shift();
        if (message !== undefined) return message;
        if (performance.now() - since > silenceMaxMs()) return 'silence';
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, WATCH_EVERY_MS);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
          signal?.addEventListener('abort', wake, { once: true });
        });
        signal?.removeEventListener('abort', wake);
      }
    },
    async dismiss() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
