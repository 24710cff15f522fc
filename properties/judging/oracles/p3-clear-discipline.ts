/**
 * P3 clear discipline: a clear of the hypervisor's log covers the chunk of the page that is taken, and
 * removes only what was fetched before; by the time a page is read, the log of its chunk has been cleared.
 * In the last stage the log is not fetched again, so it must not be cleared either.
 */
import type { BlockLayout } from '../../../impl/system.ts';
import { pageBit } from '../../../impl/system.ts';
import { blockNumberOf } from '../pages/blocks.ts';
import type { OracleContext, OracleMaker } from '../lockstep/oracle-context.ts';
import { isJudged } from '../lockstep/ledger.ts';
import type { Property } from './property.ts';

/** What this step does to the log. */
interface Doings {
  /** Whether the step does any of the following. */
  isAny: boolean;
  isFetch: boolean;
  isMerge: boolean;
  isLogStarted: boolean;
}

const NOTHING: Readonly<Doings> = {
  isAny: false,
  isFetch: false,
  isMerge: false,
  isLogStarted: false,
};

const clearDiscipline: OracleMaker = (context) => {
  const { capacity, ledger, object, touched } = context;
  /** 1 for each page that the last fetch saw in the log and no clear has removed since. */
  const fetched = new Uint8Array(capacity.pages);
  /** 1 for each fetched page that a sync has merged: its log must be cleared before the page is read. */
  const isDue = new Uint8Array(capacity.pages);
  const doings: Doings = { ...NOTHING };
  /** 1 for each page whose log this step clears, according to its own announcement. */
  const isNamed = new Uint8Array(capacity.pages);

  const mayLoseLog = (page: number): boolean => {
    if (context.scenario.log === 'immediate') return doings.isFetch;
    return (doings.isMerge || isNamed[page] === 1) && fetched[page] === 1;
  };
  const forget = (): void => {
    if (doings.isAny) isNamed.fill(0, 0, context.layout.pages);
    if (doings.isAny) Object.assign(doings, NOTHING);
  };

  const forgetFetches = (): void => {
    fetched.fill(0, 0, context.layout.pages);
    isDue.fill(0, 0, context.layout.pages);
  };

  return {
    reset() {
      forgetFetches();
      isNamed.fill(0);
      Object.assign(doings, NOTHING);
    },
    on: {
      global_dirty_changed() {
        forgetFetches();
        doings.isAny = true;
        doings.isLogStarted = true;
      },
      memory_region_sync_dirty(number) {
        doings.isAny = true;
        doings.isFetch = true;
        noteLogged(context, context.layout.blocks[number] as BlockLayout, fetched);
      },
      ramblock_sync_dirty_bitmap(number) {
        doings.isAny = true;
        doings.isMerge = true;
        const { firstPage, usedPages } = context.layout.blocks[number] as BlockLayout;
        isDue.set(fetched.subarray(firstPage, firstPage + usedPages), firstPage);
      },
      migration_bitmap_clear_dirty(first, pages) {
        doings.isAny = true;
        isNamed.fill(1, first, first + pages);
        if (!isJudged(ledger)) return;
        if (ledger.isLastSyncMerged)
          object('P3', first, 'its log is cleared in the last stage, after the last fetch');
        checkChunk(context, first, pages);
      },
      ram_read_page(page) {
        if (!isJudged(ledger) || ledger.isLastSyncMerged) return;
        const bits = context.views.pageBits(page);
        const isStillLogged = isDue[page] === 1 && (bits & pageBit.hypervisorLogged) !== 0;
        if (isStillLogged || (bits & pageBit.clearPending) !== 0)
          object('P3', page, 'it is read before the log of its chunk is cleared');
      },
    },
    watches: pageBit.hypervisorLogged,
    page(page) {
      const before = touched.bitsBefore[page] as number;
      const isLost = (before & ~(touched.bits[page] as number) & pageBit.hypervisorLogged) !== 0;
      if (!isLost || doings.isLogStarted) return;
      if (!mayLoseLog(page))
        object('P3', page, 'its log is cleared, but what it held was never fetched');
      fetched[page] = 0;
      isDue[page] = 0;
    },
    change: forget,
  };
};

/** Marks the pages of a block that were in the hypervisor's log before this step. */
function noteLogged({ touched }: OracleContext, block: BlockLayout, into: Uint8Array): void {
  const { firstPage, usedPages } = block;
  for (let page = firstPage; page < firstPage + usedPages; page++)
    if (((touched.bitsBefore[page] as number) & pageBit.hypervisorLogged) !== 0) into[page] = 1;
}

function checkChunk(context: OracleContext, first: number, pages: number): void {
  const chunk = chunkOf(context, first);
  if (first !== chunk.first || first + pages !== chunk.end)
    context.object('P3', first, 'the clear of its log does not cover exactly one chunk');
}

/** The used pages of the chunk that a page lies in. */
function chunkOf({ layout, scenario }: OracleContext, page: number): PageRange {
  const number = blockNumberOf(layout, page);
  const { firstPage, usedPages } = layout.blocks[number] as BlockLayout;
  const size = scenario.blocks[number]?.chunkPages ?? 1;
  const first = page - ((page - firstPage) % size);
  return { first, end: Math.min(first + size, firstPage + usedPages) };
}

interface PageRange {
  readonly first: number;
  readonly end: number;
}

export const p3ClearDiscipline: Property<'P3'> = {
  id: 'P3',
  name: 'P3 clear discipline',
  kind: 'always',
  claim: 'a log clear removes only what was fetched, and precedes the read of its pages',
  harm: 'a write that came between fetch and clear is forgotten, and the page arrives with old content',
  sources: [
    'migration_clear_memory_region_dirty_bitmap in migration/ram.c',
    'QEMU 9f4bf4baa8, ff4aa11419',
  ],
  hint: 'look at the order of fetch, clear and read, and at which pages the clear names',
  needs: {
    bits: ['hypervisorLogged', 'clearPending'],
    tracepoints: [
      'global_dirty_changed',
      'memory_region_sync_dirty',
      'ramblock_sync_dirty_bitmap',
      'migration_bitmap_clear_dirty',
      'ram_read_page',
    ],
    judgedAt: ['migration_bitmap_clear_dirty', 'ram_read_page'],
  },
  appliesTo: () => true,
  isSymptom: false,
  isAbout: 'source',
  fromOutside: { is: 'not observable', by: 'the log, and which part of it is yet to be cleared' },
  oracle: clearDiscipline,
};
