/**
 * What the judge itself knows about a run: the guest's memory as the guest wrote it, which pages are held,
 * and how far the migration has come. The ledger is kept from tracepoints alone; `touched-pages.ts` adds
 * what can be seen of the system, and `stream-reading.ts` what went over the wire.
 */
import type { MigrationStatus } from '../../../impl/tracepoints.ts';
import { channels, host, migrationStatuses } from '../../../impl/tracepoints.ts';
import type { Capacity } from './capacity.ts';
import type { Oracle } from './oracle.ts';
import type { Target } from './target.ts';
import type { TouchedPages } from '../pages/touched-pages.ts';

/** Stands for "no page" wherever a page number is expected. */
export const NO_PAGE = -1;

export interface Ledger {
  /** The version of each page that the guest last wrote, on either host. */
  readonly expected: Int32Array;
  /** The version of each page that the guest last wrote on the source. */
  readonly onSource: Int32Array;
  /** 1 for each page that the guest has given back and not written since: its content does not matter. */
  readonly free: Uint8Array;
  /** For each channel, the page that has been taken for it but not sent yet, or `NO_PAGE`. */
  readonly held: Int32Array;
  /** The page that a device has stored to but not logged yet, or `NO_PAGE`. */
  unlogged: number;
  status: MigrationStatus;
  /** What is sent on the main channel can arrive. */
  isLinkUp: boolean;
  /** The same for the preempt channel. */
  isPreemptUp: boolean;
  /** Bytes were changed in flight: what arrives is not what was sent. */
  isTampered: boolean;
  /** There was no memory for a page that has arrived: the destination may break off. */
  lacksMemory: boolean;
  /** The sync after the guest was stopped has merged what it found. */
  isLastSyncMerged: boolean;
  /** The package has been sent: the source will never run the guest again. */
  isSwitched: boolean;
  /** 1 for each page that was sent after the switch-over and is not placed yet. */
  readonly onTheWay: Uint8Array;
  /** The destination's postcopy listen thread runs and places the pages that arrive. */
  isListening: boolean;
  /** Everything has arrived, and no page can be requested any more. */
  hasLanded: boolean;
  /** The process of the source has ended. */
  isSourceGone: boolean;
  /** The process of the destination ends, in order or at once: it closes what it has. */
  isDestinationEnding: boolean;
  /** The process of the destination has ended, and no other has taken its place. */
  isDestinationGone: boolean;
  /** The destination could not load the state of a device. */
  isUnloadable: boolean;
}

/** Its arrays have room for the largest layout; with a smaller one, the rest is unused. */
export function makeLedger({ pages }: Pick<Capacity, 'pages'>): Ledger {
  return {
    expected: new Int32Array(pages),
    onSource: new Int32Array(pages),
    free: new Uint8Array(pages),
    held: new Int32Array(channels.length).fill(NO_PAGE),
    onTheWay: new Uint8Array(pages),
    ...NOTHING_YET,
  };
}

/** The ledger before the first step of a run. */
const NOTHING_YET: Omit<Ledger, 'expected' | 'onSource' | 'free' | 'held' | 'onTheWay'> = {
  unlogged: NO_PAGE,
  status: 'none',
  isLinkUp: false,
  isPreemptUp: false,
  isTampered: false,
  lacksMemory: false,
  isLastSyncMerged: false,
  isSwitched: false,
  isListening: false,
  hasLanded: false,
  isSourceGone: false,
  isDestinationEnding: false,
  isDestinationGone: false,
  isUnloadable: false,
};

/** Whether pages are judged: from the end of setup until the migration is complete or given up. */
export function isJudged({ status, isLinkUp }: Ledger): boolean {
  return isLinkUp && (status === 'active' || status === 'device');
}

/** Whether the source only sends what the destination lacks. */
export function isInPostcopy({ status }: Pick<Ledger, 'status'>): boolean {
  return status === 'postcopy-device' || status === 'postcopy-active';
}

/**
 * Whether a migration has broken off for good after the switch-over: the guest has left the source, and runs on
 * the destination at most until it needs a page that has not arrived.
 */
export function isStuck({ status, isSwitched }: Ledger): boolean {
  return status === 'postcopy-paused' || (status === 'cancelled' && isSwitched);
}

/** Whether the guest has left the source for a destination that does not run it to its end. */
export function isGuestLost(ledger: Ledger): boolean {
  const { status, isSwitched, isSourceGone, isDestinationGone, isUnloadable } = ledger;
  if (status === 'completed') return isDestinationGone || isUnloadable;
  return isSourceGone || isStuck(ledger) || (isSwitched && isDestinationGone);
}

/** Whether the page has been taken but not sent yet. */
export function isHeld({ held }: Ledger, page: number): boolean {
  return held.includes(page);
}

/** Keeps the ledger; must hear every event before any other oracle does. */
export function ledgerKeeper(
  ledger: Ledger,
  target: Pick<Target, 'layout'>,
  { touch, touchAll }: TouchedPages,
): Oracle {
  const store = (page: number, version: number, on: number): void => {
    ledger.expected[page] = version;
    ledger.free[page] = 0;
    if (on === host.source) ledger.onSource[page] = version;
    touch(page);
  };
  const dropLink = (): void => {
    ledger.isLinkUp = false;
  };
  return {
    reset() {
      restart(ledger, target.layout);
    },
    on: {
      migrate_set_state(status) {
        ledger.status = migrationStatuses[status] as MigrationStatus;
        if (ledger.status === 'setup') {
          ledger.isLinkUp = true;
          ledger.isPreemptUp = true;
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
      ram_take_dirty(page, channel) {
        ledger.held[channel] = page;
        touch(page);
      },
      ram_save_page(page, _isZero, channel) {
        ledger.held[channel] = NO_PAGE;
        touch(page);
      },
      loadvm_complete() {
        ledger.hasLanded = true;
      },
      destination_given_up() {
        forgetDestination(ledger);
        touchAll();
      },
      vcpu_store: store,
      device_store(page, version, on) {
        ledger.unlogged = page;
        store(page, version, on);
      },
      device_log(page) {
        ledger.unlogged = NO_PAGE;
        touch(page);
      },
    },
  };
}

function restart(ledger: Ledger, { pages, initialVersions }: Target['layout']): void {
  Object.assign(ledger, NOTHING_YET);
  ledger.expected.set(initialVersions);
  ledger.onSource.set(initialVersions);
  ledger.free.fill(0, 0, pages);
  ledger.onTheWay.fill(0, 0, pages);
  ledger.held.fill(NO_PAGE);
}

/** The guest is where it was when the source stopped it; what it has done since is lost. */
function forgetDestination(ledger: Ledger): void {
  ledger.expected.set(ledger.onSource);
  ledger.onTheWay.fill(0);
  ledger.held.fill(NO_PAGE);
  ledger.unlogged = NO_PAGE;
  ledger.isSwitched = false;
  ledger.isListening = false;
  ledger.hasLanded = false;
}
