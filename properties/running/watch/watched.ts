/** Runs one job in a separate thread, on an engine whose calls may not return. */
import type { EngineChoice } from '../../engines/loader/load-engine.ts';
import { withEngine } from '../../engines/loader/load-engine.ts';
import type { Fatality, WatchedWorker } from './watched-worker.ts';
import { startWatched } from './watched-worker.ts';
import type { WorkerName } from './worker-name.ts';

/** The messages of that thread: occasional notes of its progress, and finally the result. */
export type Said<Result, Note = never> =
  | { readonly kind: 'note'; readonly note: Note }
  | { readonly kind: 'result'; readonly result: Result };

export type Watched<Result, Note = never> =
  | { readonly result: Result }
  | {
      readonly fatality: Fatality;
      /** The last note before the call. */
      readonly at: Note | undefined;
    };

export interface WatchOptions<Note> {
  /** Called with each note. */
  readonly onNote?: (note: Note) => void;
  /** Stops the work: the signal's reason is thrown. */
  readonly signal?: AbortSignal | undefined;
  /** Gives up sooner on a call that does not return. */
  readonly isHurried?: boolean;
}

/**
 * @returns the result of the work, or the call that did not return
 * @throws BadFile if an edit does not apply, or the edited engine cannot be run
 */
export function runWatched<Work, Result, Note = never>(
  name: WorkerName,
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
