/** Premises about a migration's life: cancels, lost links, second attempts, and the guest across hosts. */
import { pageBit } from '../../../impl/system.ts';
import type { MigrationStatus } from '../../../impl/tracepoints.ts';
import { host, migrationStatuses } from '../../../impl/tracepoints.ts';
import { hasAny } from '../pages/touched-pages.ts';
import type { coreSituations } from '../../mechanisms/core/judging/situations.ts';
import type { Observer } from './observer.ts';

const LOGGED = pageBit.logged | pageBit.hypervisorLogged;

export const observeLife: Observer<keyof typeof coreSituations> = (context, reach) => {
  const { capacity, ledger, touched } = context;
  let before: MigrationStatus = 'none';
  let started = 0;
  let recordsOnTheWay = 0;
  let isLinkLost = false;
  const writtenOnSource = new Uint8Array(capacity.pages);

  const store = (page: number, _version: number, on: number): void => {
    writtenOnSource[page] = on === host.source ? 1 : 0;
  };

  return {
    reset() {
      before = 'none';
      started = 0;
      recordsOnTheWay = 0;
      isLinkLost = false;
      writtenOnSource.fill(0, 0, context.layout.pages);
    },
    on: {
      migrate_set_state(number) {
        const status = migrationStatuses[number] as MigrationStatus;
        if (status === 'cancelling') {
          if (before === 'setup') reach('cancel-in-setup');
          if (before === 'active') reach('cancel-in-pass');
          if (before === 'device') reach('cancel-in-last-stage');
          if (isLinkLost) reach('cancel-after-loss');
        }
        if (status === 'setup') {
          started++;
          recordsOnTheWay = 0;
          isLinkLost = false;
          if (started > 1 && hasAny(touched.bits, LOGGED, context.layout.pages))
            reach('second-starts-with-log');
        }
        if (status === 'failed') reach('failure-told');
        if (status === 'completed' && started > 1) reach('second-completes');
        before = status;
      },
      channel_cut() {
        isLinkLost = true;
        if (recordsOnTheWay > 0) reach('cut-with-records-on-the-way');
      },
      ram_save_slice_end() {
        if (before === 'cancelling') reach('slice-ends-while-cancelling');
      },
      ram_save_page() {
        recordsOnTheWay++;
      },
      ram_load_page() {
        recordsOnTheWay--;
        if (ledger.isTampered) reach('tampered-loaded');
      },
      loadvm_failed() {
        if (ledger.isTampered) reach('tampered-refused');
      },
      runstate_set(on, running) {
        if (on === host.source && running === 1) reach('guest-resumes');
      },
      vcpu_store: store,
      device_store: store,
      vcpu_load(page, _version, on) {
        if (on !== host.source && writtenOnSource[page] === 1) reach('read-across-switchover');
      },
    },
  };
};
