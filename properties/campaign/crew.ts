/** The workers of a campaign: told what to do one job at a time, listened to, and watched. */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { projectRoot } from '../project-root.ts';
import type { Pulse } from '../watch/pulse.ts';
import { makePulseMemory, readPulse } from '../watch/pulse.ts';
import type { PulseWatch } from '../watch/pulse-watch.ts';
import { watchPulse } from '../watch/pulse-watch.ts';
import type { FromWorker, ToWorker, WorkerSetup } from './messages.ts';

export interface Crew {
  /** Gives the job to a worker that has none; `false` if all are busy. */
  readonly tell: (job: ToWorker) => boolean;
  /** The next thing that any worker says; or that one hangs, or that somebody wants to stop. */
  readonly listen: (signal?: AbortSignal) => Promise<Heard>;
  readonly dismiss: () => Promise<void>;
}

export type Heard = FromWorker | { readonly kind: 'hangs'; readonly pulse: Pulse } | 'interrupted';

interface Member {
  readonly worker: Worker;
  readonly pulse: Pulse;
  /** From when on it has been able to work. */
  watch: PulseWatch | undefined;
  isBusy: boolean;
  /** It may go: nobody listens any more. */
  isDismissed: boolean;
}

const WORKER_FILE = join(projectRoot, '.build', 'properties', 'campaign', 'worker.js');
const WATCH_EVERY_MS = 500;

/** What a worker says last about a job. */
const LAST_WORDS: ReadonlySet<FromWorker['kind']> = new Set(['batch', 'shrunk', 'hunted']);

/** @param orders - the same for each worker */
export function startCrew(orders: Omit<WorkerSetup, 'pulse'>, jobs: number): Crew {
  const unheard: FromWorker[] = [];
  let wake: () => void = () => undefined;
  const hear = (message: FromWorker): void => {
    unheard.push(message);
    wake();
  };
  const members = Array.from({ length: jobs }, () => hire(orders, hear));

  return {
    tell(job) {
      const member = members.find(({ isBusy }) => !isBusy);
      if (member === undefined) return false;
      member.isBusy = true;
      member.worker.postMessage(job);
      return true;
    },
    async listen(signal) {
      for (;;) {
        if (signal?.aborted === true) return 'interrupted';
        const message = unheard.shift();
        if (message !== undefined) return message;
        const hanging = members.find(({ isBusy, watch }) => isBusy && watch?.hangs());
        if (hanging !== undefined) return { kind: 'hangs', pulse: hanging.pulse };
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
      for (const member of members) member.isDismissed = true;
      await Promise.all(members.map(({ worker }) => worker.terminate()));
    },
  };
}

function hire(orders: Omit<WorkerSetup, 'pulse'>, hear: (message: FromWorker) => void): Member {
  const memory = makePulseMemory();
  const pulse = readPulse(memory);
  const workerData: WorkerSetup = { ...orders, pulse: memory };
  const worker = new Worker(WORKER_FILE, { workerData });
  const member: Member = { worker, pulse, watch: undefined, isBusy: false, isDismissed: false };
  worker.on('message', (message: FromWorker) => {
    if (message.kind === 'ready') member.watch = watchPulse(pulse);
    if (LAST_WORDS.has(message.kind)) member.isBusy = false;
    hear(message);
  });
  worker.on('error', (error) =>
    hear({ kind: 'broken', message: error.stack ?? error.message, isBadInput: false }),
  );
  worker.on('exit', (code) => {
    const message = `the engine ends the process that it runs in (exit code ${code})`;
    if (!member.isDismissed) hear({ kind: 'broken', message, isBadInput: true });
  });
  return member;
}
