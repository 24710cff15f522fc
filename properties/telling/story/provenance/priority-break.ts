/** Why a page that somebody waits for was overtaken: what the sender went on with instead. */
import { hostPagesOf } from '../../../judging/lockstep/host-pages.ts';
import { nameOfPage } from '../../../judging/execution/coming-events.ts';
import type { Filmed } from '../../film/frames.ts';
import { nameOfRange } from '../wording.ts';
import type { Breach } from './breach.ts';

/** @param page - that waits while the last step of the film takes another */
export function priorityBreach(
  { frames, layout, scenario, waits }: Filmed,
  page: number,
): Breach[] {
  const at = frames.length - 1;
  const last = frames[at];
  const taken = last?.events.find(({ name }) => name === 'ram_take_dirty')?.args[0];
  if (last === undefined || taken === undefined) return [];
  const { first, end } = hostPagesOf(layout)(taken);
  const part = end - first > 1 ? `, a part of ${nameOfRange(layout, first, end - first)},` : '';
  const blocked = waits
    .filter(({ holder }) => holder === last.thread)
    .map(({ thread, what }) => `; ${thread} waits for ${what}, which it holds`);
  const what = `goes on with ${nameOfPage(layout, taken)}${part}`;
  const did = `${what} although ${nameOfPage(layout, page)} is asked for${blocked.join('')}`;
  return [{ at, page, did, should: OVERTAKING[scenario.preempt] }];
}

/** How a request gets its turn, in each design of the preempt channel. */
const OVERTAKING = {
  off: 'what is asked for is sent as soon as the host page that has begun is over',
  'single-sender':
    'the one sender leaves a host page in the middle, before its next target page, when somebody waits for another',
  'two-senders':
    'after each target page the migration thread stands back until no request is left waiting for bitmap_mutex',
} as const;
