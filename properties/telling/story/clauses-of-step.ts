/** Everything that a story may tell of one step, each with its place in the engine's sources. */
import { pageBit } from '../../../impl/system.ts';
import type { TracepointName } from '../../../impl/tracepoints.ts';
import type { SourcePlace } from '../../engines/loader/engine-places.ts';
import { mergedRecords } from '../../judging/pages/page-records.ts';
import { clauseOf } from './clauses.ts';
import type { Filmed, FrameEvent } from '../film/frames.ts';
import { tellClosings } from './link-clauses.ts';
import type { Clause, Scene } from './wording.ts';
import { sceneAt } from './wording.ts';

export interface PlacedClause {
  /** `undefined` for an event that no story tells. */
  readonly clause: Clause | undefined;
  /** The event that the clause tells; absent if the clause comes from no event. */
  readonly event?: TracepointName;
  readonly place: SourcePlace | undefined;
}

/**
 * @param at - index of the frame
 * @param page - the page that the story is about, or `NO_PAGE`
 */
export function clausesOfStep(filmed: Filmed, at: number, page: number): readonly PlacedClause[] {
  const scene = sceneAt(filmed, at);
  const { frame } = scene;
  const told = frame.events.map((event) => ({
    clause: clauseOf(event, scene),
    event: event.name,
    place: placeOfEvent(event, scene, page),
  }));
  const closings = tellClosings(filmed, at).map((clause) => ({
    clause,
    place: told.at(-1)?.place ?? frame.place,
  }));
  return [...told, ...closings];
}

/** The place of a merge is where it changed a record of the page, not where it announces its end. */
function placeOfEvent(
  event: FrameEvent,
  { frame: { bits, mergePlaces }, bitsBefore }: Scene,
  page: number,
): SourcePlace | undefined {
  if (event.name !== 'ramblock_sync_dirty_bitmap') return event.place;
  const changedOf = (one: number): number => (bits[one] ?? 0) ^ (bitsBefore[one] ?? 0);
  const about = page < 0 ? bits.findIndex((_, one) => changedOf(one) !== 0) : page;
  if (about < 0) return event.place;
  const changed = changedOf(about);
  const record = mergedRecords.find((name) => (changed & pageBit[name]) !== 0);
  if (record === undefined) return event.place;
  const bit = pageBit[record];
  const write = mergePlaces.findLast((one) => one.page === about && one.bit === bit);
  return write?.place ?? event.place;
}
