/** The worker's side of `runWatched`: does the one job that there is, and says what came of it. */
import type { OpenSystem } from '../../../impl/system.ts';
import { beWatched } from './watched-thread.ts';
import type { Said } from './watched.ts';

export interface Meanwhile<Note> {
  /** Notes what it is at. */
  readonly note: (what: Note) => void;
  /** Waits until what was left behind just now has had its chance to fail. */
  readonly settle: () => Promise<void>;
}

/** @param todo - with what was handed in */
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
