/** The worker's side of `runWatched`: does its one job and reports the result. */
import type { OpenSystem } from '../../../impl/system.ts';
import { beWatched } from './watched-thread.ts';
import type { Said } from './watched.ts';

export interface Meanwhile<Note> {
  /** Reports progress. */
  readonly note: (what: Note) => void;
  /** Waits until the promises and timers just left behind have had time to fail. */
  readonly settle: () => Promise<void>;
}

/** @param todo - the job, called with the engine and the work that was handed in */
export async function workWatched<Work, Result, Note>(
  todo: (open: OpenSystem, work: Work, meanwhile: Meanwhile<Note>) => Result | Promise<Result>,
): Promise<void> {
  await beWatched<Work, Said<Result, Note>>(({ open, work, say, settle, attempt }) => {
    const note = (what: Note): void => say({ kind: 'note', note: what });
    return attempt(async () => {
      const result = await todo(open, work, { note, settle });
      return { kind: 'result', result };
    });
  });
}
