/** Premises about recoveries: what is going on when a connection is lost, and how often one is. */
import { pageBit } from '../../../../impl/system.ts';
import { channels, host } from '../../../../impl/tracepoints.ts';
import type { Observer } from '../../../judging/sometimes/observer.ts';
import type { recoverySituations } from './situations.ts';

type Reached = keyof typeof recoverySituations;

/** What the hosts do between a loss and the agreement to go on. */
export const observeRecovery: Observer<Reached> = ({ ledger }, reach) => {
  let recovered = 0;
  let isRecovering = false;
  let hasResumed = false;
  let isPackageKnown = false;
  const lose = (): void => {
    if (isRecovering) reach('lost-in-recovery');
    if (hasResumed) reach('lost-before-acknowledgement');
    isRecovering = false;
    hasResumed = false;
  };
  const forget = (): void => {
    recovered = 0;
    isRecovering = false;
    hasResumed = false;
    isPackageKnown = false;
  };
  return {
    appliesTo: ({ recoveries }) => recoveries !== undefined,
    reset: forget,
    on: {
      migrate_set_state() {
        if (ledger.status === 'setup') forget();
        if (ledger.status === 'completed' && recovered > 0) reach('completes-after-recovery');
      },
      migrate_resume() {
        isRecovering = true;
      },
      source_return_path_thread_postcopy_package_loaded() {
        isPackageKnown = true;
      },
      migrate_resume_given_up: () => reach('recovery-given-up'),
      loadvm_postcopy_handle_resume() {
        hasResumed = true;
      },
      source_return_path_thread_resume_ack() {
        if (!isPackageKnown) reach('resume-for-answer');
        isPackageKnown = true;
        recovered++;
        isRecovering = false;
        hasResumed = false;
        reach(recovered > 1 ? 'recovered-twice' : 'recovered');
      },
      channel_cut: lose,
      preempt_channel_cut: lose,
    },
  };
};

/** What a loss meets on the destination. */
export const observeLoss: Observer<Reached> = (context, reach) => {
  const { ledger, hostPageOf, touched } = context;
  /** For each channel, the number of target pages gathered so far. */
  const gathered = channels.map(() => 0);
  let isPaused = false;
  let isRunning = false;
  let isEndSent = false;

  const forget = (): void => {
    gathered.fill(0);
    isPaused = false;
    isRunning = false;
    isEndSent = false;
  };
  const store = (_page: number, _version: number, on: number): void => {
    if (isPaused && on === host.destination) reach('write-while-paused');
  };
  return {
    appliesTo: ({ recoveries }) => recoveries !== undefined,
    reset: forget,
    on: {
      migrate_set_state() {
        if (ledger.status === 'setup') forget();
      },
      loadvm_postcopy_handle_run() {
        isRunning = true;
      },
      savevm_postcopy_end() {
        isEndSent = true;
      },
      postcopy_load_page(page, _isZero, over) {
        const { first, end } = hostPageOf(page);
        const count = (gathered[over] as number) + 1;
        gathered[over] = count === end - first ? 0 : count;
      },
      postcopy_pause_incoming() {
        isPaused = true;
        if (gathered.some((parts) => parts > 0)) reach('part-filled-at-loss');
        gathered.fill(0);
        if (isAnyRequested(touched.bits, context.layout.pages)) {
          reach('request-open-at-loss');
          if (!isRunning) reach('device-state-waits-while-paused');
        }
      },
      postcopy_ram_fault() {
        if (isPaused) reach('fault-while-paused');
      },
      vcpu_store: store,
      device_store: store,
      ram_dirty_bitmap_reload_page() {
        reach('lost-on-its-way');
        if (isEndSent) reach('lost-after-end');
      },
      source_return_path_thread_resume_ack() {
        isPaused = false;
        isEndSent = false;
      },
    },
  };
};

function isAnyRequested(bits: Uint16Array, pages: number): boolean {
  for (let page = 0; page < pages; page++)
    if (((bits[page] as number) & pageBit.requested) !== 0) return true;
  return false;
}
