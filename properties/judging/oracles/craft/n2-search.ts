/**
 * N2 search: the next page taken is the next dirty one after the last, in block order with wrap-around; the
 * search leaves a host page that has nothing more to send. A slice ends as soon as nothing is dirty or its
 * time is up, and not before.
 */
import { pageBit } from '../../../../impl/system.ts';
import { channel } from '../../../../impl/tracepoints.ts';
import type { OracleContext, OracleMaker } from '../../lockstep/oracle-context.ts';
import { NO_PAGE } from '../../lockstep/ledger.ts';
import { nameOfPage } from '../../execution/coming-events.ts';
import { watchHints } from './search-hints.ts';
import type { Property } from '../property.ts';

const search: OracleMaker = (context) => {
  const { hostPageOf, ledger, object, touched } = context;
  let pages = 0;
  /** The page at which the search continues. */
  let cursor = 0;
  const hints = watchHints(context);
  const slice = watchSlice(context);

  let hasOtherSender = false;
  /** The search does not find urgent pages that another thread sends. */
  const isBesideSearch = (over: number): boolean => hasOtherSender && over !== channel.main;
  const nextDirty = (bits: Uint16Array, from: number): number => nextDirtyOf(bits, pages, from);
  const restart = (): void => {
    cursor = 0;
    hints.restart();
  };

  return {
    retarget() {
      ({ pages } = context.layout);
      hasOtherSender = context.scenario.preempt === 'two-senders';
    },
    reset() {
      restart();
      slice.begin(0);
    },
    on: {
      migrate_set_state() {
        if (ledger.status === 'setup') restart();
      },
      migrate_resume: restart,
      slice_expired: slice.expire,
      ram_save_slice_start: slice.begin,
      ram_find_dirty(page) {
        hints.found(page);
        slice.found(page);
      },
      postcopy_chunk_hostpages() {
        cursor = 0;
      },
      get_queued_page(page, isStillDirty) {
        if (isStillDirty === 1) cursor = page;
        slice.request();
      },
      postcopy_preempt_restored(page) {
        cursor = page;
      },
      source_return_path_thread_req: hints.asked,
      postcopy_preempt_send_host_page: hints.sent,
      postcopy_preempt_hint(page) {
        hints.taken(page);
        cursor = page;
      },
      ram_take_dirty(page, over) {
        if (!isDirty(touched.bitsBefore, page)) object('N2', page, 'it is taken but was not dirty');
        if (isBesideSearch(over)) return;
        const next = nextDirty(touched.bitsBefore, cursor);
        if (next !== page) object('N2', page, outOfTurn(nameOfPage(context.layout, next)));
      },
      ram_save_page(page, _isZero, over) {
        if (isBesideSearch(over)) return;
        const { end } = hostPageOf(page);
        cursor = page + 1;
        while (cursor < end && !isDirty(touched.bits, cursor)) cursor++;
        cursor %= pages;
      },
      ram_save_slice_end(isLast) {
        if (slice.isOver() && isLast === 0) return;
        const page = nextDirty(touched.bits, 0);
        if (page !== NO_PAGE) object('N2', page, 'the slice ends, but it is still dirty');
      },
    },
  };
};

interface SliceWatch {
  readonly begin: (isLast: number) => void;
  /** The slice's time is up. */
  readonly expire: () => void;
  readonly isOver: () => boolean;
  /** The search has found a page. */
  readonly found: (page: number) => void;
  /** A request has been looked at. */
  readonly request: () => void;
}

/** Checks that a slice ends once its time is up. */
function watchSlice({ object }: OracleContext): SliceWatch {
  let isExpired = false;
  let foundSinceExpiry = 0;
  let isLastStage = false;
  return {
    begin(isLast) {
      isLastStage = isLast === 1;
      isExpired = false;
      foundSinceExpiry = 0;
    },
    expire() {
      isExpired = true;
    },
    isOver: () => isExpired,
    found(page) {
      if (!isExpired || isLastStage) return;
      // One search may already have been under way when the time ran out.
      foundSinceExpiry++;
      if (foundSinceExpiry > 1) object('N2', page, 'the slice continues although its time is up');
    },
    request() {
      // A slice that continues for a request that turns out to be stale sends one more page.
      foundSinceExpiry = 0;
    },
  };
}

function outOfTurn(next: string): string {
  return `it is taken before ${next}, which is dirty and comes first`;
}

function isDirty(bits: Uint16Array, page: number): boolean {
  return ((bits[page] as number) & pageBit.dirty) !== 0;
}

/** The first dirty page at or after `from`, with wrap-around, or `NO_PAGE`. */
function nextDirtyOf(bits: Uint16Array, pages: number, from: number): number {
  for (let visit = 0; visit < pages; visit++) {
    const page = (from + visit) % pages;
    if (isDirty(bits, page)) return page;
  }
  return NO_PAGE;
}

export const n2Search: Property<'N2'> = {
  id: 'N2',
  name: 'N2 search',
  kind: 'always',
  claim: 'the next page to be sent is the next dirty one',
  harm: 'nothing is lost, but a page may be passed over in each round, and the migration takes longer',
  sources: ['pss_find_next_dirty and find_dirty_block in migration/ram.c'],
  hint: 'look at where the search begins, wraps and ends',
  needs: {
    bits: ['dirty'],
    tracepoints: ['ram_save_slice_start', 'ram_find_dirty', 'ram_take_dirty', 'ram_save_slice_end'],
  },
  appliesTo: () => true,
  isSymptom: true,
  isAbout: 'source',
  trustsPeers: true,
  fromOutside: { is: 'not observable', by: 'the bitmap while it is searched' },
  oracle: search,
};
