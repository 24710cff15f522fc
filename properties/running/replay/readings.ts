/**
 * Other ways to read the decisions of a trace if following them by their events did not show what was
 * recorded: since then, an event or a thread may have been renamed, or an event may occur more often.
 */
import type { Decision } from '../../../traces/trace-file.ts';
import type { Film, Filmed } from '../../telling/film/frames.ts';

export type Reading = Pick<Film, 'decisions' | 'byAnnouncement'>;

/** @param run - the run that followed the decisions by their events */
export function* otherReadings(
  decisions: readonly Decision[],
  run: Pick<Filmed, 'unfollowed' | 'threads'>,
): Generator<Reading> {
  const { unfollowed, threads } = run;
  const isAnnounced = decisions.some(({ after }) => after !== undefined);
  if (isAnnounced && unfollowed.length > 0)
    yield { decisions, byAnnouncement: new Set(unfollowed) };
  if (isAnnounced) yield { decisions, byAnnouncement: new Set(decisions) };
  for (const renamed of withThreadRenamed(decisions, threads)) yield { decisions: renamed };
}

/** If exactly one thread is gone, assigns its decisions to each possible successor in turn. */
function* withThreadRenamed(
  decisions: readonly Decision[],
  threads: readonly string[],
): Generator<readonly Decision[]> {
  const mentioned = new Set(decisions.flatMap(({ thread, to }) => [thread, to]));
  const [gone, ...others] = [...mentioned].filter((name) => !threads.includes(name));
  if (gone === undefined || others.length > 0) return;
  for (const now of threads.filter((name) => !mentioned.has(name))) {
    const rename = (name: string): string => (name === gone ? now : name);
    yield decisions.map((one) => ({ ...one, thread: rename(one.thread), to: rename(one.to) }));
  }
}
