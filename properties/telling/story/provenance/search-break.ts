/** Why the search for dirty pages went wrong at the last step: where it had to begin, and what it found. */
import type { TracepointName } from '../../../../impl/tracepoints.ts';
import { channel } from '../../../../impl/tracepoints.ts';
import { NO_PAGE } from '../../../judging/lockstep/ledger.ts';
import { nameOfPage } from '../../../judging/execution/coming-events.ts';
import type { Filmed } from '../../film/frames.ts';
import type { Breach } from './breach.ts';

/** @param page - the page that was found out of turn, or not at all, at the last step of the film */
export function searchBreach(filmed: Filmed, page: number): Breach[] {
  const { frames, layout, scenario } = filmed;
  const name = (one: number): string => nameOfPage(layout, one);
  let from = 'at the beginning';
  let found = NO_PAGE;
  let isExpired = false;
  const follow: Partial<Record<TracepointName, (page: number, over: number) => void>> = {
    ram_save_slice_start() {
      isExpired = false;
    },
    slice_expired() {
      isExpired = true;
    },
    postcopy_chunk_hostpages() {
      from = 'at the beginning';
    },
    postcopy_preempt_hint(hint) {
      from = `at the hint ${name(hint)}`;
      found = NO_PAGE;
    },
    ram_take_dirty(taken, over) {
      if (over === channel.main || scenario.preempt !== 'two-senders') found = taken;
    },
    ram_save_page(sent) {
      if (sent !== found) return;
      from = `behind ${name(sent)}`;
      found = NO_PAGE;
    },
  };
  for (const { events } of frames)
    for (const event of events) follow[event.name]?.(event.args[0], event.args[1]);
  // A slice whose time is up does not search any more.
  if (isExpired) return [];
  const did = `the search that should begin ${from} finds ${found === NO_PAGE ? 'no page' : name(found)}`;
  const should =
    'the search finds the next dirty page from there on, over all blocks and around to where it began';
  return [{ at: frames.length - 1, page, did, should }];
}
