/** Premises about when background syncs run. */
import { pageBit } from '../../../../impl/system.ts';
import { host, syncKinds } from '../../../../impl/tracepoints.ts';
import { hasAny } from '../../../judging/pages/touched-pages.ts';
import type { Observer } from '../../../judging/sometimes/observer.ts';
import type { backgroundSyncSituations } from './situations.ts';

type Situation = keyof typeof backgroundSyncSituations;
import { pathOf } from './parked-pages.ts';

export const observeBackgroundSyncs: Observer<Situation> = (context, reach) => {
  const { capacity, ledger, touched } = context;
  let migrationThread = -1;
  /** 1 once a page has been sent, 2 once a background sync has run since. */
  const sent = new Uint8Array(capacity.pages);
  let backgroundSyncsInPass = 0;
  let passes = 0;
  let isInSlice = false;
  let isPassUnfinished = false;
  let isBackground = false;

  const write = (page: number, _version: number, on: number): void => {
    if (on !== host.source) return;
    if (sent[page] === 2)
      reach(`background-sync-between-send-and-write-${pathOf(context.layout, page)}`);
    sent[page] = 0;
  };

  return {
    retarget() {
      migrationThread = context.system.driver.threads.indexOf('migration');
    },
    reset() {
      sent.fill(0, 0, context.layout.pages);
      backgroundSyncsInPass = 0;
      passes = 0;
      isInSlice = false;
      isPassUnfinished = false;
      isBackground = false;
    },
    on: {
      migrate_set_state() {
        if (ledger.status === 'setup') passes = 0;
      },
      vcpu_store: write,
      device_store: write,
      ram_save_page(page) {
        sent[page] = 1;
      },
      ram_save_slice_start() {
        isInSlice = true;
        isPassUnfinished = false;
      },
      ram_save_slice_end() {
        isInSlice = false;
        isPassUnfinished = hasAny(touched.bits, pageBit.dirty, context.layout.pages);
      },
      migration_bitmap_sync_start(_kind, thread) {
        isBackground = thread !== migrationThread;
        if (isBackground && isInSlice) reach('background-sync-beside-slice');
      },
      ramblock_sync_dirty_bitmap() {
        if (isBackground && isPassUnfinished) reach('background-sync-between-slices');
      },
      migration_bitmap_sync_end(kind) {
        if (isBackground) {
          backgroundSyncsInPass++;
          if (passes === 1) reach('background-sync-in-first-pass');
          if (backgroundSyncsInPass > 1) reach('two-background-syncs-in-a-pass');
        } else {
          backgroundSyncsInPass = 0;
          passes++;
        }
        if (syncKinds[kind] === 'background')
          for (let page = 0; page < context.layout.pages; page++)
            if (sent[page] === 1) sent[page] = 2;
      },
      background_sync_skipped() {
        if (ledger.status !== 'none') reach('background-sync-left-out');
      },
    },
  };
};
