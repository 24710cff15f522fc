/** Premises about postcopy: how it begins, what is asked for and when, and how it ends. */
import { pageBit } from '../../../../impl/system.ts';
import type { MigrationStatus } from '../../../../impl/tracepoints.ts';
import { channel, host, migrationStatus, migrationStatuses } from '../../../../impl/tracepoints.ts';
import { BEYOND_4_GIB, offsetOf } from '../../../judging/pages/offsets.ts';
import { isInPostcopy, NO_PAGE } from '../../../judging/lockstep/ledger.ts';
import { ThreadSets } from '../../../judging/lockstep/thread-sets.ts';
import { blockNumberOf } from '../../../judging/pages/blocks.ts';
import { hasAny, haveAll } from '../../../judging/pages/touched-pages.ts';
import type { Observer } from '../../../judging/sometimes/observer.ts';
import type { postcopySituations } from './situations.ts';

export const observeMissingPages: Observer<keyof typeof postcopySituations> = (context, reach) => {
  const { capacity, ledger, hostPageOf, touched } = context;
  let incoming = -1;
  const firstOf = (page: number): number => hostPageOf(page).first;
  /** For each host page, at its first page: the threads that wait for it. */
  const waiting = new ThreadSets(capacity.pages);
  const askedFor = new Uint8Array(capacity.pages);
  /** The host page that the source was asked for last. */
  let lastAsked = NO_PAGE;
  const isDirty = (page: number): boolean => ((touched.bits[page] as number) & pageBit.dirty) !== 0;
  /** Numbers of target pages that are zeros, and that are not, in the host page being gathered. */
  let zeros = 0;
  let others = 0;

  const forget = (): void => {
    waiting.clearAll(context.layout.pages);
    askedFor.fill(0, 0, context.layout.pages);
    lastAsked = NO_PAGE;
    zeros = 0;
    others = 0;
  };

  return {
    appliesTo: ({ postcopy }) => postcopy,
    retarget() {
      incoming = context.system.driver.threads.indexOf('incoming');
    },
    reset: forget,
    on: {
      destination_given_up: forget,
      postcopy_ram_fault(page, thread) {
        const first = firstOf(page);
        if (waiting.hasOther(first, thread)) reach('two-wait-for-one-page');
        waiting.add(first, thread);
        if (thread === incoming) reach('device-state-waits-for-page');
        if (ledger.onTheWay[page] === 1) reach('fault-while-on-its-way');
      },
      postcopy_request_page(_first, isReceived) {
        if (isReceived === 1) reach('fault-settled-before-request');
      },
      migrate_send_rp_req_pages(first, isNamed) {
        if (isNamed === 0) reach('request-without-name');
        if (askedFor[first] === 1) reach('page-asked-for-twice');
        askedFor[first] = 1;
      },
      source_return_path_thread_req(first, pages) {
        const isMeant = (page: number): boolean => page >= first && page < first + pages;
        if (ledger.held.some(isMeant)) reach('request-while-being-sent');
        if (isDirty(first) && lastAsked !== NO_PAGE && lastAsked !== first && isDirty(lastAsked))
          reach('two-requests-wait');
        lastAsked = first;
        if (offsetOf(context, first) >= BEYOND_4_GIB) reach('request-beyond-4-gib');
      },
      get_queued_page(_page, isDirty) {
        reach(isDirty === 1 ? 'request-served' : 'request-already-sent');
      },
      postcopy_load_page(_page, isZero) {
        if (isZero === 1) zeros++;
        else others++;
      },
      postcopy_place_page(first) {
        if (zeros > 0 && others > 0) reach('host-page-partly-zero');
        zeros = 0;
        others = 0;
        waiting.clear(first);
      },
    },
  };
};

/** The most ranges that one command holds (MAX_DISCARDS_PER_COMMAND in migration/postcopy-ram.c). */
const RANGES_MAX = 12;

export const observeSwitchOver: Observer<keyof typeof postcopySituations> = (context, reach) => {
  const { ledger, touched } = context;
  let isForgetting = false;
  /** The block of the last range to forget, and the ranges of that block. */
  let forgetfulBlock = -1;
  let ranges = 0;
  let before: MigrationStatus = 'none';

  const store = (_page: number, _version: number, on: number): void => {
    if (on !== host.destination || !ledger.isListening) return;
    if (!haveAll(touched.bits, pageBit.present, context.layout.pages))
      reach('guest-writes-before-all-is-there');
  };

  return {
    appliesTo: ({ postcopy }) => postcopy,
    reset() {
      isForgetting = false;
      forgetfulBlock = -1;
      before = 'none';
    },
    on: {
      vcpu_store: store,
      device_store: store,
      migrate_set_state(number) {
        const status = migrationStatuses[number] as MigrationStatus;
        if (status === 'setup') isForgetting = false;
        if (status === 'setup') forgetfulBlock = -1;
        if (status === 'cancelling' && isForgetting) reach('cancel-in-switch-over');
        if (status === 'postcopy-paused') reach('cut-in-postcopy');
        if (status === 'postcopy-paused' && before === 'postcopy-device')
          reach('paused-before-answer');
        before = status;
        if (status === 'completed' && ledger.isSwitched) reach('postcopy-completes');
      },
      background_sync_skipped(status) {
        const isLate = isInPostcopy({ status: migrationStatuses[status] as MigrationStatus });
        if (isLate) reach('sync-too-late-for-switch-over');
      },
      ram_save_slice_end() {
        if (ledger.status !== 'postcopy-device') return;
        reach('pages-sent-before-answer');
        if (!hasAny(touched.bits, pageBit.dirty, context.layout.pages))
          reach('all-sent-before-answer');
      },
      postcopy_chunk_hostpages(_block, addedPages) {
        if (addedPages > 0) reach('host-page-half-sent-forgotten');
      },
      postcopy_send_discard_bm_ram(page) {
        const block = blockNumberOf(context.layout, page);
        ranges = block === forgetfulBlock ? ranges + 1 : 1;
        forgetfulBlock = block;
        if (ranges > RANGES_MAX) reach('discards-split');
      },
      postcopy_discard_page() {
        isForgetting = true;
      },
      loadvm_failed() {
        if (ledger.status === 'setup' || ledger.status === 'active') reach('postcopy-refused');
      },
    },
  };
};

/** How far a switch-over has come, as its events tell. */
type Progress =
  | 'not begun'
  | 'package sent'
  | 'package arrived'
  | 'runs'
  | 'known to run'
  | 'end sent'
  | 'landed';

/** In which of its last moments the link of a postcopy migration drops. */
export const observeLastMoments: Observer<keyof typeof postcopySituations> = (_context, reach) => {
  let progress: Progress = 'not begun';
  const come = (next: Progress) => (): void => {
    progress = next;
  };
  const begin = come('not begun');
  return {
    appliesTo: ({ postcopy }) => postcopy,
    reset: begin,
    on: {
      migrate_set_state(status) {
        if (status === migrationStatus.setup || status === migrationStatus.completed) begin();
      },
      savevm_send_packaged: come('package sent'),
      loadvm_handle_cmd_packaged: come('package arrived'),
      loadvm_postcopy_handle_run: come('runs'),
      source_return_path_thread_postcopy_package_loaded: come('known to run'),
      savevm_postcopy_end: come('end sent'),
      postcopy_ram_listen_thread_exit: come('landed'),
      channel_cut() {
        if (progress === 'package sent') reach('cut-around-package');
        if (progress === 'package arrived') reach('cut-before-run');
        if (progress === 'runs') reach('cut-before-answer');
        if (progress === 'end sent') reach('cut-around-end');
        if (progress === 'landed') reach('cut-after-landing');
        begin();
      },
    },
  };
};

/** What a hostile peer changes. */
export const observeHostility: Observer<keyof typeof postcopySituations> = (context, reach) => ({
  appliesTo: ({ postcopy }) => postcopy,
  on: {
    channel_tampered(_offset, connection) {
      if (connection === channel.preempt) reach('urgent-page-altered');
      else if (connection !== channel.main) reach('reply-altered');
      else if (context.ledger.isSwitched) reach('stream-altered-in-postcopy');
    },
  },
});
