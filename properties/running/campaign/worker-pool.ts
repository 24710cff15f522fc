/** The workers of a campaign. Each does one job at a time and is watched. */
import type { Fatality, News, WatchedWorker } from '../watch/watched-worker.ts';
import { startWatched } from '../watch/watched-worker.ts';
import type { FromWorker, ToWorker, WorkerSetup } from './messages.ts';

export interface WorkerPool {
  /** Gives the job to an idle worker; `false` if all are busy. */
  readonly tell: (job: ToWorker) => boolean;
  /** Like `tell`, but for the last job: ends all other workers, and gives up sooner on a call that hangs. */
  readonly tellLast: (job: ToWorker) => boolean;
  /**
   * Waits until a worker sends a message, a call of the engine turns out not to return, or the signal
   * aborts.
   *
   * @throws BadFile if the engine is unusable, and Error if the harness itself fails
   */
  readonly listen: (signal?: AbortSignal) => Promise<Heard>;
  /** Whether no worker is left. */
  readonly isLost: () => boolean;
  readonly dismiss: () => Promise<void>;
}

type Heard = FromWorker | { readonly kind: 'fatal'; readonly fatality: Fatality } | 'interrupted';

interface Member {
  readonly worker: WatchedWorker<ToWorker>;
  isBusy: boolean;
  /** The worker has ended, or has been told to end. */
  isLost: boolean;
}

const WORKER = 'campaign';

/** The messages that end a job. */
const LAST_WORDS: ReadonlySet<FromWorker['kind']> = new Set(['batch', 'shrunk', 'hunted']);

/**
 * @param engine - the module of the engine to load
 * @param work - the setup that all workers share
 */
export function startPool(engine: string, work: WorkerSetup, jobs: number): WorkerPool {
  const unheard: News<FromWorker>[] = [];
  let wake: () => void = () => undefined;
  const startWorker = (): Member => {
    const worker = startWatched<WorkerSetup, FromWorker, ToWorker>(
      WORKER,
      { engine, work },
      (news) => {
        if (news.kind !== 'says') member.isLost = true;
        else if (LAST_WORDS.has(news.message.kind)) member.isBusy = false;
        unheard.push(news);
        wake();
      },
    );
    const member: Member = { worker, isBusy: false, isLost: false };
    return member;
  };
  const members = Array.from({ length: jobs }, startWorker);

  const give = (job: ToWorker): Member | undefined => {
    const member = members.find(({ isBusy, isLost }) => !isBusy && !isLost);
    if (member === undefined) return undefined;
    member.isBusy = true;
    member.worker.tell(job);
    return member;
  };

  return {
    tell: (job) => give(job) !== undefined,
    tellLast(job) {
      const member = give(job);
      if (member === undefined) return false;
      member.worker.hurry();
      for (const other of members) {
        if (other === member) continue;
        other.isLost = true;
        void other.worker.end();
      }
      return true;
    },
    async listen(signal) {
      for (;;) {
        if (signal?.aborted === true) return 'interrupted';
        const news = unheard.shift();
        if (news?.kind === 'fails') throw news.error;
        if (news?.kind === 'fatal') return news;
        if (news !== undefined) return news.message;
        await new Promise<void>((resolve) => {
          wake = resolve;
          signal?.addEventListener('abort', wake, { once: true });
        });
        signal?.removeEventListener('abort', wake);
      }
    },
    isLost: () => members.every(({ isLost }) => isLost),
    async dismiss() {
      await Promise.all(members.map(({ worker }) => worker.end()));
    },
  };
}
