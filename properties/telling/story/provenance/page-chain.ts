/**
 * The history of one page in a run: who wrote it, when it was logged, fetched, parked, merged, cleared,
 * taken, read, sent, received and placed. Actions are told from events, but changes of the page's
 * records from the bits alone, whatever an event claims.
 */
import { pageBit } from '../../../../impl/system.ts';
import { host } from '../../../../impl/tracepoints.ts';
import type { Filmed, Frame, FrameEvent } from '../../film/frames.ts';
import { standingBefore } from '../../film/frames.ts';
import type { Standing } from '../standing.ts';
import { pageLife } from '../../mechanisms.ts';
import { nameOfVersion, over } from '../wording.ts';
import { pendingBit, trackWrites } from '../pending-writes.ts';
import type { CausalLink } from './link.ts';
import type { LifeClause } from './page-life.ts';

/** Kinds of links that the lanes show already, or that matter only when reading every step. */
export const BESIDE_THE_POINT: ReadonlySet<string> = new Set(['armed', 'noted', 'taken', 'read']);

export function pageChain(filmed: Filmed, page: number): readonly CausalLink[] {
  const copy: Copy = { version: 0 };
  const writes = trackWrites();
  return filmed.frames.flatMap((frame, at) => {
    const before = standingBefore(filmed, at);
    const wasPending = writes.bitsOf(page);
    for (const { name, args } of frame.events) writes.hear(frame.thread, name, args[0]);
    const told = [
      ...tellBeginnings(writes.bitsOf(page) & ~wasPending),
      ...tellBits(frame, before, page),
      ...frame.events.flatMap((event) => tellEvent(event, { frame, page, copy })),
    ];
    return told.map(({ kind, text }) => ({ step: at + 1, actor: frame.thread, kind, text }));
  });
}

/** The version read last: this one is sent, even if the page is written meanwhile. */
interface Copy {
  version: number;
}

/** The beginning of a write, which matters if the write ends after the page was sent. */
function tellBeginnings(begun: number): readonly LifeClause[] {
  const changes: readonly (readonly [number, string])[] = [
    [pendingBit.trapped, 'trapped on'],
    [pendingBit.marked, 'logged by the device before it stores'],
  ];
  return changes.flatMap(([bit, text]) => ((begun & bit) === 0 ? [] : [{ kind: BEGUN, text }]));
}

/** What happens to every page in setup. */
export const MARKED_DIRTY = 'marked dirty';

/** The kind of a link that only begins a write. */
export const BEGUN = 'begun';

/** The changes of the page's records, in the order in which a write reaches them. */
function tellBits(frame: Frame, before: Standing, page: number): readonly LifeClause[] {
  const was = before.bits[page] as number;
  const is = frame.bits[page] as number;
  const gains = (bit: number): boolean => (is & ~was & bit) !== 0;
  const loses = (bit: number): boolean => (was & ~is & bit) !== 0;
  const isTaken = frame.events.some(
    ({ name, args }) => name === 'ram_take_dirty' && args[0] === page,
  );
  const isFreed = frame.events.some(({ name }) => name === 'global_dirty_changed');
  const isUnplugged = frame.events.some(({ name }) => name === 'ram_clear_discarded_page');
  const isFetched =
    (gains(pageBit.logged) || loses(pageBit.hypervisorLogged)) &&
    frame.events.some(({ name }) => name === 'memory_region_sync_dirty');
  const textOfLog = isFetched ? 'fetched into L' : 'logged in L';
  const isKept = gains(pageBit.parked) || (is & pageBit.dirty) !== 0;
  const changes: readonly (readonly [boolean, string, string])[] = [
    [loses(pageBit.hypervisorLogged) && !isFetched, 'cleared', 'cleared from H'],
    [gains(pageBit.hypervisorLogged), 'logged', 'logged in H'],
    [gains(pageBit.armed), 'armed', 're-armed'],
    [gains(pageBit.logged) || isFetched, isFetched ? 'fetched' : 'logged', textOfLog],
    [loses(pageBit.logged) && !isKept, 'dropped', 'dropped from L'],
    [gains(pageBit.parked), 'parked', 'parked in I'],
    [gains(pageBit.dirty), 'merged', MARKED_DIRTY],
    [loses(pageBit.parked) && !gains(pageBit.dirty), 'dropped', 'dropped from I'],
    [gains(pageBit.shadow), 'noted', 'noted as still dirty in S'],
    [loses(pageBit.dirty) && !isTaken && !isFreed && !isUnplugged, 'dropped', 'dropped from D'],
    [gains(pageBit.received), 'received', 'marked received'],
  ];
  return changes.flatMap(([holds, kind, text]) => (holds ? [{ kind, text }] : []));
}

interface PageAt {
  readonly frame: Frame;
  readonly page: number;
  readonly copy: Copy;
}

function tellEvent(
  { name, args }: FrameEvent,
  { frame, page, copy }: PageAt,
): readonly LifeClause[] {
  const [first, second, third] = args;
  if (name === 'postcopy_place_page' && page >= first && page < first + second) {
    const version = frame.versions[host.destination]?.[page] as number;
    return [{ kind: 'placed', text: `placed as ${nameOfVersion(version)}` }];
  }
  if (first !== page) return [];
  if (name === 'ram_read_page') {
    copy.version = frame.versions[host.source]?.[page] as number;
    const part = second === 0 ? 'read' : 'read to the end';
    return [{ kind: 'read', text: `${part} as ${nameOfVersion(copy.version)}` }];
  }
  if (name === 'ram_save_page') {
    const what = second === 1 ? 'zeros' : nameOfVersion(copy.version);
    return [{ kind: 'sent', text: `${what} sent${over(third)}` }];
  }
  return [pageLife[name]?.(second, third) ?? []].flat();
}
