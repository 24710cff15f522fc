/** Lets a thread of its own work on an engine of which nobody knows whether each call of it comes back. */
import type { EngineChoice } from '../../engines/loader/load-engine.ts';
import { withEngine } from '../../engines/loader/load-engine.ts';
import type { Fatality, WatchedWorker } from './watched-worker.ts';
import { startWatched } from './watched-worker.ts';

/** What such a thread says: now and then a note of what it is at, and then the result. */
export type Said<Result, Note = never> =
  | { readonly kind: 'note'; readonly note: Note }
  | { readonly kind: 'result'; readonly result: Result };

export type Watched<Result, Note = never> =
  | { readonly result: Result }
  | {
      readonly fatality: Fatality;
      /** What it was at, by its last note. */
      readonly at: Note | undefined;
    };

export interface WatchOptions<Note> {
  /** Hears of each note, before it is known what comes of the work. */
  readonly onNote?: (note: Note) => void;
  /** Told to stop: then its reason is thrown. */
  readonly signal?: AbortSignal | undefined;
  /** Whoever does not come back from a call is given up soon. */
  readonly isHurried?: boolean;
}

/**
 * @param name - of the worker, in `running/workers.ts`
 * @returns what it makes of the work, or the call that did not come back
 * @throws BadFile if an edit does not apply, or what comes of the edits cannot be run
 */
export function runWatched<Work, Result, Note = never>(
  name: string,
  choice: EngineChoice,
  work: Work,
  { onNote, signal, isHurried = false }: WatchOptions<Note> = {},
): Promise<Watched<Result, Note>> {
  return withEngine(choice, async ({ module: engine }) => {
    let worker: WatchedWorker<never> | undefined;
    let at: Note | undefined;
    try {
      return await new Promise<Watched<Result, Note>>((resolve, reject) => {
        worker = startWatched<Work, Said<Result, Note>>(name, { engine, work }, (news) => {
          if (news.kind === 'fatal') resolve({ fatality: news.fatality, at });
          else if (news.kind === 'fails') reject(news.error);
          else if (news.message.kind === 'note') onNote?.((at = news.message.note));
          else resolve({ result: news.message.result });
        });
        if (isHurried) worker.hurry();
        signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      });
    } finally {
      await worker?.end();
    }
  });
}
