/**
 * The rules of host pages once the destination may take over: each host page is sent completely over one
 * channel, neither sender touches a page that the other is sending, and a page is placed when complete.
 */
import { channels, migrationStatus } from '../../../../impl/tracepoints.ts';
import { hostPagesOf } from '../../../judging/pages/host-pages.ts';
import { NO_PAGE } from '../../../judging/lockstep/ledger.ts';
import type { Filmed, FrameEvent } from '../../film/frames.ts';
import { nameOfPage } from '../../../judging/execution/coming-events.ts';
import { nameOfRange, pagesWhere } from '../wording.ts';
import type { Breach, Look } from './breach.ts';

type Found = readonly Omit<Breach, 'at'>[];
type Rule = (event: FrameEvent) => Found;

export function lookAtHostPages(filmed: Filmed): Look {
  const rules = [sendsWhole(filmed), leavesToOther(filmed), placesWhole(filmed)];
  return ({ events }) => events.flatMap((event) => rules.flatMap((rule) => rule(event)));
}

/** Each channel carries one host page after another, and each host page goes over one channel. */
function sendsWhole({ scenario, layout }: Filmed): Rule {
  const hostPageOf = hostPagesOf(layout);
  const rest = WHOLE[scenario.preempt];
  let isSwitched = false;
  /** By channel, the unsent rest of the host page that was begun there. */
  const left = channels.map(() => new Set<number>());
  /** The channel on which a host page was begun, by the host page's first page. */
  const begunOn = new Map<number, number>();
  return ({ name, args: [page, , channel] }) => {
    const isSetup = name === 'migrate_set_state' && page === migrationStatus.setup;
    if (isSetup) isSwitched = false;
    if (isSetup || name === 'migrate_resume') {
      begunOn.clear();
      for (const one of left) one.clear();
    }
    if (name === 'savevm_send_packaged') isSwitched = true;
    const here = left[channel];
    if (name !== 'ram_save_page' || !isSwitched || here === undefined) return [];
    const { first, end } = hostPageOf(page);
    const begun = begunOn.get(first) ?? channel;
    begunOn.set(first, begun);
    const isAmid = here.size > 0 && !here.has(page);
    const unsent = pagesWhere(layout, (one) => here.has(one));
    if (here.size === 0) for (let one = first; one < end; one++) here.add(one);
    here.delete(page);
    const begins = `sends ${nameOfPage(layout, page)} on the ${channels[channel]} channel`;
    if (begun !== channel)
      return [
        {
          page,
          did: `${begins}, but its host page began on ${channels[begun]}`,
          should: rest,
        },
      ];
    return isAmid
      ? [{ page, did: `${begins} before ${unsent} of the previous host page`, should: rest }]
      : [];
  };
}

/** The rule that keeps host pages whole, for each design of the preempt channel. */
const WHOLE = {
  off: 'a host page that has begun is sent to its end before the next request is served',
  'single-sender':
    'an interrupted host page is resumed right after the request, and on its own channel',
  'two-senders': 'a sender leaves alone a host page that the other sender is in the middle of',
} as const;

/** A sender leaves a request to the other one only if the other is sending that host page. */
function leavesToOther({ layout }: Filmed): Rule {
  const hostPageOf = hostPagesOf(layout);
  let sending = NO_PAGE;
  return ({ name, args: [page, isDirty] }) => {
    if (name === 'ram_find_dirty' || (name === 'get_queued_page' && isDirty === 1)) sending = page;
    if (name !== 'postcopy_preempt_hit' || sending === NO_PAGE) return [];
    const { first, end } = hostPageOf(sending);
    if (page >= first && page < end) return [];
    const what = nameOfRange(layout, first, end - first);
    const did = `leaves ${nameOfPage(layout, page)} to the other sender, which is sending ${what}`;
    const should =
      'a request is left to the other sender only if that one is sending this host page of this block';
    return [{ page, did, should }];
  };
}

/** A host page is placed only when all of its target pages have been received. */
function placesWhole({ layout }: Filmed): Rule {
  let gathered = new Set<number>();
  /** The name of the host page that was placed last. */
  let last: string | undefined;
  return ({ name, args: [first, pages] }) => {
    const isSetup = name === 'migrate_set_state' && first === migrationStatus.setup;
    if (isSetup || name === 'postcopy_pause_incoming') gathered = new Set();
    if (name === 'postcopy_load_page') gathered.add(first);
    if (name !== 'postcopy_place_page') return [];
    const missing = pagesWhere(
      layout,
      (page) => page >= first && page < first + pages && !gathered.has(page),
    );
    const before = last === undefined ? '' : `, after ${last} was placed`;
    last = nameOfRange(layout, first, pages);
    if (missing === '') return [];
    const did = `places ${last} without ${missing}${before}`;
    const should =
      'a host page is placed when all of its target pages are gathered; each host page is counted separately';
    return [{ page: first, did, should }];
  };
}
