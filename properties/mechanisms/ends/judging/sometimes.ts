/** Premises about device state that fails, and about processes that end. */
import type { Scenario } from '../../../../impl/scenario.ts';
import type { MigrationStatus } from '../../../../impl/tracepoints.ts';
import { host } from '../../../../impl/tracepoints.ts';
import { isInPostcopy } from '../../../judging/lockstep/ledger.ts';
import type { Observer } from '../../../judging/sometimes/observer.ts';
import type { endsSituations } from './situations.ts';

type Reached = keyof typeof endsSituations;

export const observeDeviceFailures: Observer<Reached> = (context, reach) => {
  const { ledger } = context;
  let hasFailedToSave = false;
  let hasFailedToLoad = false;
  /** The last section of memory is under way, and not the discards of a switch-over. */
  let isStopAndCopy = false;
  return {
    appliesTo: ({ saveFailures, loadFailures }) =>
      saveFailures !== undefined || loadFailures !== undefined,
    reset() {
      hasFailedToSave = false;
      hasFailedToLoad = false;
      isStopAndCopy = false;
    },
    on: {
      ram_save_slice_start(isLast) {
        isStopAndCopy = isLast === 1;
      },
      vmstate_save_failed() {
        hasFailedToSave = true;
        reach(isStopAndCopy ? 'save-fails' : 'save-fails-before-package');
      },
      vmstate_load_failed() {
        hasFailedToLoad = true;
        reach(ledger.isSwitched ? 'load-fails-in-package' : 'load-fails');
      },
      migrate_set_state() {
        if (ledger.status === 'setup') isStopAndCopy = false;
        if (ledger.status !== 'completed') return;
        if (hasFailedToSave) reach('completes-after-failed-save');
        if (hasFailedToLoad) reach('completes-after-failed-load');
      },
    },
  };
};

const BEFORE: ReadonlySet<MigrationStatus> = new Set(['setup', 'active', 'device', 'cancelling']);

export const observeProcesses: Observer<Reached> = (context, reach) => {
  const { ledger } = context;
  let hasEnded = false;
  let isCompleteHere = false;

  const endSource = (): void => {
    if (BEFORE.has(ledger.status)) reach('source-quits-before-switch-over');
    else if (ledger.status === 'completed') {
      if (!ledger.hasLanded) reach('source-quits-when-complete');
    } else if (ledger.isSwitched) reach('source-quits-in-postcopy');
  };
  const endDestination = (): void => {
    if (BEFORE.has(ledger.status)) {
      hasEnded = true;
      reach('destination-ends-before-switch-over');
    } else if (isInPostcopy(ledger)) reach('destination-ends-in-postcopy');
    else if (ledger.status === 'postcopy-paused') reach('destination-ends-while-paused');
    else if (isCompleteHere && !ledger.hasLanded) reach('destination-ends-when-complete');
  };
  return {
    appliesTo: endsProcesses,
    reset() {
      hasEnded = false;
      isCompleteHere = false;
    },
    on: {
      process_gone(on) {
        if (on === host.source) endSource();
        else endDestination();
      },
      migrate_set_state() {
        isCompleteHere = ledger.status === 'completed';
        if (isCompleteHere && hasEnded) reach('completes-after-destination-ended');
      },
    },
  };
};

function endsProcesses({ ticks }: Scenario): boolean {
  return ticks.some(({ kind }) => ENDS.has(kind));
}

const ENDS: ReadonlySet<string> = new Set(['quit-source', 'quit-destination', 'destination-dies']);
