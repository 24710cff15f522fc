/** Why a requested page was overtaken: what the sender sent instead. */
import { hostPagesOf } from '../../../judging/pages/host-pages.ts';
import { nameOfPage } from '../../../judging/execution/coming-events.ts';
import type { Filmed } from '../../film/frames.ts';
import { nameOfRange } from '../wording.ts';
import type { Breach } from './breach.ts';

/** @param page - the requested page that waits while the last step of the film takes another one */
export function priorityBreach(
  { frames, layout, scenario, waits }: Filmed,
  page: number,
): Breach[] {
  const at = frames.length - 1;
  const last = frames[at];
  const taken = last?.events.find(({ name }) => name === 'ram_take_dirty')?.args[0];
  if (last === undefined || taken === undefined) return [];
  const hostPageOf = hostPagesOf(layout);
  const { first, end } = hostPageOf(taken);
  const part = end - first > 1 ? `, a part of ${nameOfRange(layout, first, end - first)},` : '';
  const blocked = waits
    .filter(({ holder }) => holder === last.thread)
    .map(({ thread, what }) => `; ${thread} waits for ${what}, which it holds`);
  const requests = frames.flatMap(({ events }) =>
    events.flatMap(({ name, args: [asked = 0] }) =>
      name === 'source_return_path_thread_req' ? [hostPageOf(asked).first] : [],
    ),
  );
  const isBehind = requests.lastIndexOf(first) > requests.lastIndexOf(hostPageOf(page).first);
  // The first page of a host page: it has not begun yet.
  const isOutOfTurn = isBehind && taken === first;
  const what = isOutOfTurn
    ? `takes ${nameOfPage(layout, taken)}${part.replace(/,$/, '')}, which was asked for later,`
    : `goes on with ${nameOfPage(layout, taken)}${part}`;
  const did = `${what} although ${nameOfPage(layout, page)} is asked for${blocked.join('')}`;
  return [{ at, page, did, should: isOutOfTurn ? IN_ORDER : OVERTAKING[scenario.preempt] }];
}

const IN_ORDER = 'requested pages are sent in the order in which they were asked for';

/** The rule that gives a request its turn, for each design of the preempt channel. */
const OVERTAKING = {
  off: 'a requested page is sent as soon as the host page that has begun is complete',
  'single-sender':
    'the only sender interrupts a host page, before its next target page, when another one is requested',
  'two-senders':
    'after each target page the migration thread yields until no request is waiting for bitmap_mutex',
} as const;
