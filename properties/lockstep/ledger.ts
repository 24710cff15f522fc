/**
 * What the judge itself knows about a run: the guest's memory as the guest wrote it, who holds what,
 * how far the migration has come. It is kept from tracepoints alone; what a look at the system adds
 * is in `touched-pages.ts`, and what went over the wire in `stream-reading.ts`.
 */
import type { Layout } from '../../impl/system.ts';
import type { MigrationStatus } from '../../impl/tracepoints.ts';
import { migrationStatuses } from '../../impl/tracepoints.ts';
import type { Oracle } from './oracle.ts';
import type { TouchedPages } from './touched-pages.ts';

/** No page is held, or meant. */
export const NO_PAGE = -1;

export interface Ledger {
  /** The version of each page that the guest, wherever it runs, wrote last. */
  readonly expected: Int32Array;
  /** The page that the sender has taken and not sent yet, or `NO_PAGE`. */
  held: number;
  /** The page that a device has stored to and not logged yet, or `NO_PAGE`. */
  unlogged: number;
  status: MigrationStatus;
  /** What is sent can arrive. */
  isLinkUp: boolean;
  /** Somebody has changed bytes on their way: what arrives is not what was sent. */
  isTampered: boolean;
  /** The sync after the guest was stopped has merged what it found. */
  isLastSyncMerged: boolean;
}

export function makeLedger(layout: Layout): Ledger {
  return {
    expected: Int32Array.from(layout.initialVersions),
    held: NO_PAGE,
    unlogged: NO_PAGE,
    status: 'none',
    isLinkUp: false,
    isTampered: false,
    isLastSyncMerged: false,
  };
}

/** From the end of setup until the migration is complete or given up. */
export function isJudged({ status, isLinkUp }: Ledger): boolean {
  return isLinkUp && (status === 'active' || status === 'device');
}

/** Keeps the ledger; to hear every event before any other oracle does. */
export function ledgerKeeper(
  ledger: Ledger,
  layout: Layout,
  { touch, touchAll }: TouchedPages,
): Oracle {
  const store = (page: number, version: number): void => {
    ledger.expected[page] = version;
    touch(page);
  };
  const dropLink = (): void => {
    ledger.isLinkUp = false;
  };
  return {
    reset() {
      Object.assign(ledger, { ...makeLedger(layout), expected: ledger.expected });
      ledger.expected.set(layout.initialVersions);
    },
    on: {
      migrate_set_state(status) {
        ledger.status = migrationStatuses[status] as MigrationStatus;
        if (ledger.status === 'setup') {
          ledger.isLinkUp = true;
          ledger.isTampered = false;
        }
        if (ledger.status !== 'active') return;
        ledger.isLastSyncMerged = false;
        touchAll();
      },
      channel_cut: dropLink,
      migration_cancel: dropLink,
      loadvm_failed: dropLink,
      channel_tampered() {
        ledger.isTampered = true;
      },
      ramblock_sync_dirty_bitmap() {
        if (ledger.status !== 'device') return;
        ledger.isLastSyncMerged = true;
        touchAll();
      },
      ram_take_dirty(page) {
        ledger.held = page;
        touch(page);
      },
      ram_save_page(page) {
        ledger.held = NO_PAGE;
        touch(page);
      },
      vcpu_store: store,
      device_store(page, version) {
        ledger.unlogged = page;
        store(page, version);
      },
      device_log(page) {
        ledger.unlogged = NO_PAGE;
        touch(page);
      },
    },
  };
}
