/**
 * The beginning of a story. It is the end of setup; earlier events are told if they are unusual (a
 * cancelled migration, a dropped link), and earlier writes if they were still pending at that point.
 */
import type { MigrationStatus, TracepointName } from '../../../impl/tracepoints.ts';
import { migrationStatus, migrationStatuses } from '../../../impl/tracepoints.ts';
import type { Filmed, Frame } from '../film/frames.ts';
import { tellClosings } from './link-clauses.ts';
import { trackWrites } from './pending-writes.ts';
import type { Clause } from './wording.ts';

/** The frame after the first setup or, if the run did not get that far, the start of logging. */
export function firstFrameTold(frames: readonly Frame[]): number {
  const find = (name: TracepointName, argument: number): number =>
    frames.findIndex(({ events }) =>
      events.some((event) => event.name === name && event.args[0] === argument),
    );
  const setUp = find('migrate_set_state', migrationStatus.active);
  const isSetUp = setUp >= 0 && setUp < frames.length - 1;
  return Math.max(0, isSetUp ? setUp + 1 : find('global_dirty_changed', 1));
}

/** Whether a clause from before the beginning is told nevertheless. */
export type BeforeSetup = (at: number, clause: Clause) => boolean;

/**
 * @param first - index of the frame at which the story begins
 * @param page - the page that the story is about, or `NO_PAGE`
 */
export function preludeOf(filmed: Filmed, first: number, page: number): BeforeSetup {
  const before = filmed.frames.slice(0, first);
  const isEventful =
    before.some(({ events }) => events.some(({ name, args }) => isUnusual(name, args[0]))) ||
    before.some((_, at) => tellClosings(filmed, at).length > 0);
  const begun = beginnings(before);
  return (at, { action, text, page: about }) => {
    if (action === 'write') return begun.has(at) && (page < 0 || about === page);
    return isEventful && action === 'control' && text !== SETUP_DONE;
  };
}

/** Every setup ends with this clause; it is left out, since what follows implies it. */
export const SETUP_DONE = 'setup is done';

const UNUSUAL: ReadonlySet<TracepointName> = new Set([
  'channel_cut',
  'preempt_channel_cut',
  'channel_tampered',
  'loadvm_failed',
]);
const OF_A_SETUP: readonly MigrationStatus[] = ['setup', 'active'];

function isUnusual(name: TracepointName, first: number): boolean {
  if (name !== 'migrate_set_state') return UNUSUAL.has(name);
  return !OF_A_SETUP.includes(migrationStatuses[first] ?? 'none');
}

/** The frames that began the writes that are still pending when the story begins. */
function beginnings(frames: readonly Frame[]): ReadonlySet<number> {
  const writes = trackWrites();
  const begunAt = new Map<object, number>();
  frames.forEach(({ thread, events }, at) => {
    for (const { name, args } of events) writes.hear(thread, name, args[0]);
    for (const write of writes.pending()) if (!begunAt.has(write)) begunAt.set(write, at);
  });
  return new Set(writes.pending().map((write) => begunAt.get(write) as number));
}
