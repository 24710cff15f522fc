/** Premises about the operator's cancel of a migration that is paused. */
import type { MigrationStatus } from '../../../../impl/tracepoints.ts';
import { host } from '../../../../impl/tracepoints.ts';
import type { Observer } from '../../../judging/sometimes/observer.ts';
import type { recoverySituations } from './situations.ts';

type Reached = keyof typeof recoverySituations;

const CANCELLED_IN: Partial<Readonly<Record<MigrationStatus, Reached>>> = {
  'postcopy-paused': 'cancel-while-paused',
  'postcopy-recover-setup': 'cancel-while-connecting',
  'postcopy-recover': 'cancel-in-recovery',
};

export const observeCancels: Observer<Reached> = (context, reach) => {
  const { ledger } = context;
  let before: MigrationStatus = 'none';
  return {
    appliesTo: ({ recoveries }) => recoveries !== undefined,
    reset() {
      before = 'none';
    },
    on: {
      migrate_set_state() {
        const situation = ledger.status === 'cancelling' ? CANCELLED_IN[before] : undefined;
        before = ledger.status;
        if (situation === undefined) return;
        reach(situation);
        if (context.views.isRunning(host.destination)) reach('cancel-beside-running-guest');
      },
    },
  };
};
