/** The workers of a campaign: told what to do one job at a time, listened to, and watched. */
import type { Fatality, News, WatchedWorker } from '../watch/watched-worker.ts';
import { startWatched } from '../watch/watched-worker.ts';
import type { FromWorker, ToWorker, WorkerSetup } from './messages.ts';

export interface Crew {
  /** Gives the job to a worker that has none; `false` if all are busy. */
  readonly tell: (job: ToWorker) => boolean;
  /** The same, as the last job: whatever others are at is of no use any more, and it is to be done soon. */
  readonly tellLast: (job: ToWorker) => boolean;
  /**
   * The next thing that any worker says; or what a call has led to that did not come back, or that
   * somebody wants to stop.
   *
   * @throws BadFile if the engine is of no use, and Error if the harness itself fails
   */
  readonly listen: (signal?: AbortSignal) => Promise<Heard>;
  /** Nobody is left who could say anything more. */
  readonly isLost: () => boolean;
  readonly dismiss: () => Promise<void>;
}

export type Heard =
  FromWorker | { readonly kind: 'fatal'; readonly fatality: Fatality } | 'interrupted';

interface Member {
  readonly worker: WatchedWorker<ToWorker>;
  isBusy: boolean;
  /** It goes no further. */
  isLost: boolean;
}

const WORKER = 'campaign';

/** What a worker says last about a job. */
const LAST_WORDS: ReadonlySet<FromWorker['kind']> = new Set(['batch', 'shrunk', 'hunted']);

/**
 * @param engine - the module of the engine to load
 * @param work - the same for each worker
 */
export function startCrew(engine: string, work: WorkerSetup, jobs: number): Crew {
  const unheard: News<FromWorker>[] = [];
  let wake: () => void = () => undefined;
  const hire = (): Member => {
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
  const members = Array.from({ length: jobs }, hire);

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
