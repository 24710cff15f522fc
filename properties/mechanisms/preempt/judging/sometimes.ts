/** Premises about the preempt channel: pages that overtake others, and events on both channels at once. */
import { channel, channels } from '../../../../impl/tracepoints.ts';
import { blockNumberOf } from '../../../judging/pages/blocks.ts';
import { NO_PAGE } from '../../../judging/lockstep/ledger.ts';
import type { Observer } from '../../../judging/sometimes/observer.ts';
import type { preemptSituations } from './situations.ts';

/** Target pages in a host page of 2 MiB. */
const HUGE_PAGES = 512;

export const observeOvertaking: Observer<keyof typeof preemptSituations> = (context, reach) => {
  const { ledger, hostPageOf } = context;
  let migration = -1;
  /** The first page of the host page that is partly sent on the main channel, or `NO_PAGE`. */
  let begun = NO_PAGE;
  /** The interrupted host page has been asked for and not been resumed. */
  let isAskedFor = false;

  const isTwin = (page: number, other: number): boolean => {
    const { layout } = context;
    const [block, otherBlock] = [blockNumberOf(layout, page), blockNumberOf(layout, other)];
    const indexIn = (number: number): number => layout.blocks[number]?.firstPage ?? 0;
    const first = hostPageOf(page).first - indexIn(block);
    return block !== otherBlock && first === hostPageOf(other).first - indexIn(otherBlock);
  };

  const forget = (): void => {
    begun = NO_PAGE;
    isAskedFor = false;
  };

  return {
    appliesTo: ({ preempt }) => preempt !== 'off',
    retarget() {
      migration = context.system.driver.threads.indexOf('migration');
    },
    reset: forget,
    on: {
      destination_given_up: forget,
      source_return_path_thread_req(page) {
        if (begun === NO_PAGE) isAskedFor = false;
        else if (hostPageOf(page).first === begun) isAskedFor = true;
        else if (isAskedFor) reach('request-behind-interrupted');
      },
      ram_save_page(page, _isZero, over) {
        const { first, end } = hostPageOf(page);
        if (over === channel.main) begun = page === end - 1 ? NO_PAGE : first;
      },
      postcopy_preempt_triggered(page) {
        if (hostPageOf(page).first === begun) reach('host-page-interrupted');
      },
      postcopy_preempt_restored(page, isUrgent) {
        isAskedFor = false;
        if (hostPageOf(page).first !== begun) return;
        reach('interrupted-finished');
        if (isUrgent === 1) reach('request-for-interrupted');
      },
      postcopy_preempt_hit() {
        reach('request-for-what-is-being-sent');
      },
      postcopy_preempt_hint() {
        reach('search-goes-on-at-hint');
      },
      postcopy_preempt_send_host_page(page) {
        const held = ledger.held[channel.main] as number;
        if (held === NO_PAGE) return;
        reach('two-senders-at-once');
        if (isTwin(page, held)) reach('equal-page-indices');
      },
      postcopy_place_page(_first, pages) {
        if (pages === HUGE_PAGES) reach('huge-host-page-placed');
      },
    },
    change() {
      const { driver } = context.system;
      const { label, gate } = driver.comingStep(migration);
      if (label === 'stand back' && !driver.isOpen(gate)) reach('sender-stands-back');
    },
  };
};

export const observeTwoChannels: Observer<keyof typeof preemptSituations> = (context, reach) => {
  const { ledger, hostPageOf } = context;
  /** For each channel, the number of target pages gathered so far. */
  const gathered = channels.map(() => 0);
  let isConnected = false;
  let hasPackage = false;
  let isMainSent = false;

  const forget = (): void => {
    gathered.fill(0);
    isConnected = false;
    hasPackage = false;
    isMainSent = false;
  };

  return {
    appliesTo: ({ preempt }) => preempt !== 'off',
    reset: forget,
    on: {
      destination_given_up: forget,
      postcopy_preempt_new_channel() {
        if (hasPackage) reach('preempt-channel-late');
        const { base, head } = context.views.channel;
        if (base + head === 0) reach('preempt-channel-first');
      },
      loadvm_handle_cmd_packaged() {
        hasPackage = true;
      },
      savevm_postcopy_end() {
        isMainSent = true;
      },
      postcopy_load_page(page, _isZero, over) {
        const { first, end } = hostPageOf(page);
        const count = (gathered[over] as number) + 1;
        gathered[over] = count === end - first ? 0 : count;
        if (gathered.every((parts) => parts > 0)) reach('both-temporary-pages-part-filled');
        const { head, tail } = context.views.channel;
        const isMainOver = isMainSent && head === tail;
        if (over === channel.preempt && isMainOver) reach('urgent-page-after-main-end');
      },
      postcopy_preempt_connect() {
        isConnected = true;
      },
      migration_cancel() {
        if (isConnected) reach('cancel-with-both-channels');
      },
      preempt_channel_cut() {
        reach(ledger.isSwitched ? 'preempt-channel-cut-in-postcopy' : 'preempt-channel-cut-early');
      },
    },
  };
};
