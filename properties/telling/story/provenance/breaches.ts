/**
 * Finds the steps of a run that break the rules of migration: in the records of a page, in what arrives
 * at the destination, in the count of dirty pages, or in the order of read and store. Each breach says
 * what was done and what should have been done. A clean engine has no breaches.
 */
import type { Layout } from '../../../../impl/system.ts';
import { pageBit } from '../../../../impl/system.ts';
import { migrationStatus, syncKinds } from '../../../../impl/tracepoints.ts';
import { NO_PAGE } from '../../../judging/lockstep/ledger.ts';
import type { RecordName } from '../../../judging/pages/page-records.ts';
import { pageRecords, recordNames } from '../../../judging/pages/page-records.ts';
import { nameOfPage } from '../../../judging/execution/coming-events.ts';
import type { Filmed, Frame, FrameEvent } from '../../film/frames.ts';
import { standingBefore } from '../../film/frames.ts';
import type { Standing } from '../standing.ts';
import { pendingBit, trackWrites } from '../pending-writes.ts';
import { nameOfVersion, pagesWhere } from '../wording.ts';
import type { Breach, Look } from './breach.ts';
import { lookAtHostPages } from './host-page-rules.ts';
import { pageRules, RULED } from './page-rules.ts';

export function findBreaches(filmed: Filmed): readonly Breach[] {
  // The records of a foreign engine that does not show them cannot be checked.
  const looks = showsRecords(filmed)
    ? [lookAtRecords, lookAtStores, lookAtDevices, lookAtCopies, lookAtHostPages, lookAtCount]
    : [lookAtCopies, lookAtHostPages];
  const looking = looks.map((make) => make(filmed));
  return filmed.frames.flatMap((frame, at) => {
    const before = standingBefore(filmed, at);
    return looking.flatMap((look) => look(frame, before).map((breach) => ({ at, ...breach })));
  });
}

function showsRecords({ lacks }: Filmed): boolean {
  if (lacks === undefined) return true;
  const { bits, views, tracepoints } = lacks;
  return (bits & RULED) === 0 && !views.has('dirtyPageCount') && tracepoints.size === 0;
}

/** `armed` comes last in the list of what a step did wrong. */
const RECORDS: readonly RecordName[] = [...recordNames.filter((name) => name !== 'armed'), 'armed'];

/** Compares the bits of each page with what the step's events should have made of them. */
function lookAtRecords({ scenario, layout, lacks }: Filmed): Look {
  const rules = pageRules(scenario, layout);
  // The names of a foreign engine's records in a footprint are unknown.
  const isNamed = lacks === undefined;
  const passOf = watchPasses();
  return ({ bits, events, accesses }, before) => {
    const expected = rules.expect(before.bits, events);
    const pass = passOf(events);
    const wrong = [...bits.keys()].flatMap((page) => {
      const was = before.bits[page] as number;
      const is = bits[page] as number;
      const differs = RECORDS.filter(
        (name) => ((is ^ (expected.bits[page] as number)) & pageBit[name] & RULED) !== 0,
      );
      const [first] = differs;
      if (first === undefined) return [];
      const did = differs.map((name) => {
        const bit = pageBit[name];
        const { letter, owner } = pageRecords[name];
        const isSeen = accesses.some((one) => one.owner === owner && one.page === page);
        const isOverlooked =
          isNamed && ((was ^ is) & bit) === 0 && !isSeen && name !== 'clearPending';
        const told = tellBit(letter, (was & bit) !== 0, (is & bit) !== 0);
        return isOverlooked ? `${told} (${overlooked(owner, accesses, layout)})` : told;
      });
      const rule =
        expected.ruleOf(page, pageBit[first]) ??
        `${pageRecords[first].letter} stays as it is: nothing in this step concerns it`;
      return [{ page, did: did.join(', ') + pass, should: rule }];
    });
    return [...expected.disorder, ...wrong];
  };
}

/** The number of background syncs in the pass, on which a merge of parked pages may wrongly depend. */
function watchPasses(): (events: readonly FrameEvent[]) => string {
  let backgroundSyncs = 0;
  return (events) => {
    const merge = events.find(({ name }) => name === 'ramblock_sync_dirty_bitmap');
    if (merge === undefined) return '';
    const kind = syncKinds[merge.args[1]];
    const seen = backgroundSyncs;
    backgroundSyncs = kind === 'background' ? seen + 1 : 0;
    if (kind !== 'modern-iteration') return '';
    return `, in a pass with ${seen === 0 ? 'no' : seen} background sync${seen === 1 ? '' : 's'}`;
  };
}

/** What a step accessed instead of the record that it should have accessed. */
function overlooked(owner: string, accesses: Frame['accesses'], layout: Layout): string {
  const seen = accesses.filter((one) => one.owner === owner);
  if (seen.length === 0) return 'the step does not look at it';
  const pages = pagesWhere(layout, (page) => seen.some((one) => one.page === page));
  return pages === ''
    ? 'the step looks for it at an index that has no page'
    : `the step looks only at that of ${pages}`;
}

function tellBit(name: string, was: boolean, is: boolean): string {
  if (was === is) return `leaves ${name} ${is ? 'set' : 'clear'}`;
  return `${is ? 'sets' : 'clears'} ${name}`;
}

/**
 * Under the `tlb` discipline, a store does not check again whether it is logged. A sync that has taken
 * the log of the trap must therefore wait for the store before the page may be read.
 */
function lookAtStores({ scenario, layout }: Filmed): Look {
  /** The page that each thread has trapped on but not stored to yet. */
  const trapped = new Map<string, number>();
  return ({ thread, events, bits }) => {
    if (scenario.log !== 'tlb') return [];
    return events.flatMap(({ name, args: [page, half] }) => {
      if (name === 'vcpu_trap') trapped.set(thread, page);
      if (name === 'vcpu_store') trapped.delete(thread);
      if (name !== 'ram_read_page' || half !== 0 || ((bits[page] as number) & pageBit.logged) !== 0)
        return [];
      const writer = [...trapped].find(([, one]) => one === page)?.[0];
      if (writer === undefined) return [];
      const where = `${writer} is between its trap and its store, and the log of its trap is gone`;
      const did = `reads ${nameOfPage(layout, page)} while ${where}`;
      const should =
        'a sync that has taken the log of a trap waits for its store before it releases bitmap_mutex';
      return [{ page, did, should }];
    });
  };
}

/** A device must store before it logs: otherwise the log may be fetched and merged before the store. */
function lookAtDevices({ layout }: Filmed): Look {
  const writes = trackWrites();
  return ({ thread, events }) =>
    events.flatMap(({ name, args: [page] }) => {
      writes.hear(thread, name, page);
      const isEarly = (writes.bitsOf(page) & pendingBit.marked) !== 0;
      if (name !== 'device_log' || !isEarly) return [];
      const did = `logs ${nameOfPage(layout, page)} before it stores`;
      return [{ page, did, should: 'a device stores first, and logs what it has stored' }];
    });
}

/** Compares what is received or placed with what was read and sent. */
function lookAtCopies({ layout }: Filmed): Look {
  /** For each page, the versions sent and not received yet; `undefined` for a torn copy. */
  let sent = new Map<number, (number | undefined)[]>();
  const firstHalf = new Map<number, number>();
  const read = new Map<number, number | undefined>();
  /** For each page, the version received and not placed yet. */
  const gathered = new Map<number, number | undefined>();
  let isTampered = false;
  return ({ events, versions: [source, destination] }) => {
    /** The versions that must be in the destination's memory after the step. */
    const due = new Map<number, number | undefined>();
    for (const { name, args } of events) {
      const [page, second] = args;
      if (name === 'migrate_set_state' && page === migrationStatus.setup) sent = new Map();
      if (name === 'channel_tampered') isTampered = true;
      if (name === 'ram_read_page') {
        const version = source?.[page] as number;
        if (second === 0) firstHalf.set(page, version);
        else read.set(page, firstHalf.get(page) === version ? version : undefined);
      }
      if (name === 'ram_save_page') sent.set(page, [...(sent.get(page) ?? []), read.get(page)]);
      if (name === 'ram_load_page') due.set(page, sent.get(page)?.shift());
      if (name === 'postcopy_load_page') gathered.set(page, sent.get(page)?.shift());
      if (name === 'postcopy_place_page')
        for (let one = page; one < page + second; one++) due.set(one, gathered.get(one));
    }
    if (isTampered) return [];
    return [...due].flatMap(([page, version]) => {
      const is = destination?.[page] as number;
      if (version === undefined || is === version) return [];
      const did = `leaves ${nameOfVersion(is)} in ${nameOfPage(layout, page)} on the destination`;
      const should = `${nameOfVersion(version)} was sent and received, and has to be there`;
      return [{ page, did, should }];
    });
  };
}

const COUNTED_ONCE =
  'a sync counts a page as new only if it was logged and neither dirty nor parked';

/** The count of dirty pages must change with the bits in the same step, and a sync counts a page once. */
function lookAtCount(filmed: Filmed): Look {
  const dirtyIn = ({ bits }: Standing): number =>
    bits.filter((one) => (one & pageBit.dirty) !== 0).length;
  let isCounting = false;
  return (frame, before) => {
    const { dirtyPageCount: count, events } = frame;
    const logging = events.find(({ name }) => name === 'global_dirty_changed');
    if (logging !== undefined) isCounting = logging.args[0] === 1;
    const counted = events.flatMap((event) => miscounted(event, filmed, before));
    if (logging !== undefined && isCounting && count !== dirtyIn(frame)) {
      const did = `begins with a dirty page count of ${count}, with ${dirtyIn(frame)} bits set`;
      return [...counted, { page: NO_PAGE, did, should: 'each migration counts from zero' }];
    }
    const gained = dirtyIn(frame) - dirtyIn(before);
    const added = count - before.dirtyPageCount;
    if (!isCounting || logging !== undefined || gained === added) return counted;
    const did = `changes D by ${signed(gained)} and the dirty page count by ${signed(added)}`;
    const should = 'the dirty page count changes with the bits of D, in the same step';
    return [...counted, { page: NO_PAGE, did, should }];
  };
}

function signed(number: number): string {
  return number > 0 ? `+${number}` : String(number);
}

/** Checks whether a merge counts pages as new that D or I had already, or misses new ones. */
function miscounted(
  { name, args: [block, kind, newPages] }: FrameEvent,
  { layout }: Filmed,
  { bits }: Standing,
): readonly Omit<Breach, 'at'>[] {
  if (name !== 'ramblock_sync_dirty_bitmap') return [];
  const { firstPage = 0, usedPages = 0 } = layout.blocks[block] ?? {};
  const pages = Array.from({ length: usedPages }, (_, index) => firstPage + index);
  const has = (page: number, bit: number): boolean => ((bits[page] as number) & bit) !== 0;
  const isPruned = (page: number): boolean =>
    has(page, pageBit.shadow) && !has(page, pageBit.dirty);
  const isKnown = (page: number): boolean =>
    has(page, pageBit.dirty) || (has(page, pageBit.parked) && !isPruned(page));
  const inLog = pages.filter((page) => has(page, pageBit.logged));
  const fresh = inLog.filter((page) => !isKnown(page));
  if (newPages === fresh.length) return [];
  const known = inLog.filter(isKnown);
  const [page = firstPage] = known;
  const which = known.map(
    (one) =>
      `${nameOfPage(layout, one)} is ${has(one, pageBit.dirty) ? 'dirty' : 'parked'} already`,
  );
  const did = `${syncKinds[kind]} sync counts ${newPages} new pages, not ${fresh.length}`;
  return [{ page, did: [did, ...which].join(': '), should: COUNTED_ONCE }];
}
