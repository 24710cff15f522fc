/** Premises about placing pages. */
import type { Observer } from '../../../judging/sometimes/observer.ts';
import type { userfaultfdSituations } from './situations.ts';

type Reached = keyof typeof userfaultfdSituations;

/** The kernel refuses to place a page. */
export const observePlacing: Observer<Reached> = ({ ledger }, reach) => {
  /** The first pages of host pages that were refused and have not been placed since. */
  const asked = new Set<number>();
  const failed = new Set<number>();
  const forget = (): void => {
    asked.clear();
    failed.clear();
  };
  return {
    appliesTo: ({ ticks }) => ticks.some(({ kind }) => kind.startsWith('place-')),
    reset: forget,
    on: {
      migrate_set_state() {
        if (ledger.status === 'setup') forget();
      },
      postcopy_place_page_again: (first) => asked.add(first),
      postcopy_place_page_failed(first) {
        failed.add(first);
        reach('no-memory');
      },
      postcopy_place_page(first) {
        if (asked.delete(first)) reach('placed-again');
        if (failed.delete(first)) reach('placed-after-no-memory');
      },
    },
  };
};

/** A thread touches all memory beside the guest. */
export const observePrefaults: Observer<Reached> = (context, reach) => {
  const awaited = new Set<number>();
  return {
    appliesTo: ({ prefaults }) => prefaults === true,
    reset: () => awaited.clear(),
    on: {
      postcopy_ram_fault: (page) => awaited.add(page),
      postcopy_place_discarded_page(first, pages) {
        const { driver, footprint } = context.system;
        if (driver.threads[footprint.thread] !== 'prefault') return;
        for (let page = first; page < first + pages; page++)
          if (awaited.has(page)) reach('prefaulted-while-awaited');
      },
      postcopy_prefault_thread_exit: () => reach('all-prefaulted'),
    },
  };
};
