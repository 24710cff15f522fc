/** Premises about connections that are refused. */
import type { MigrationStatus } from '../../../../impl/tracepoints.ts';
import type { Observer } from '../../../judging/sometimes/observer.ts';
import type { recoverySituations } from './situations.ts';

export const observeRefusals: Observer<keyof typeof recoverySituations> = (context, reach) => {
  const { ledger } = context;
  let before: MigrationStatus = 'none';
  /** Connections that have been refused since the migration began, or since it was last connected. */
  let refused = 0;
  let isRefusedAtStart = false;
  let tried = 0;
  /** The status in which the migration failed, before it was torn down. */
  let failedIn: MigrationStatus = 'none';
  const forget = (): void => {
    before = 'none';
    refused = 0;
    isRefusedAtStart = false;
    tried = 0;
    failedIn = 'none';
  };
  return {
    appliesTo: ({ ticks }) => ticks.some(({ kind }) => kind === 'refuse-connection'),
    reset: forget,
    on: {
      migrate_connection_refused() {
        refused++;
        if (before === 'setup' || before === 'cancelling') isRefusedAtStart = true;
        else if (refused > 1) reach('refused-again');
      },
      postcopy_preempt_refused() {
        if (ledger.isSwitched) reach('preempt-refused-in-recovery');
      },
      migrate_resume() {
        tried++;
      },
      source_return_path_thread_resume_ack() {
        if (refused > 0) reach('refused-in-recovery');
        if (refused > 0 && tried === context.scenario.recoveries) reach('refused-last');
        refused = 0;
      },
      migrate_set_state() {
        if (ledger.status === 'failing') failedIn = before;
        const isAtSwitchOver = ledger.status === 'failed' && failedIn === 'device';
        if (isAtSwitchOver && !ledger.isPreemptUp && ledger.isLinkUp)
          reach('preempt-refused-at-switch-over');
        if (ledger.status === 'completed' && isRefusedAtStart) reach('refused-at-start');
        if (ledger.status === 'cancelled' && isRefusedAtStart) reach('refused-and-cancelled');
        if (ledger.status === 'setup') {
          refused = 0;
          tried = 0;
        }
        before = ledger.status;
      },
    },
  };
};
