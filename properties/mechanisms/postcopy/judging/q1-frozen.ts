/**
 * Q1 frozen: after the switch-over the source's memory does not change, no sync begins, and no page becomes
 * dirty. A page that was marked dirty again after it was sent would be placed over what the guest has
 * written to it on the destination.
 */
import { pageBit } from '../../../../impl/system.ts';
import { host } from '../../../../impl/tracepoints.ts';
import type { OracleMaker } from '../../../judging/lockstep/oracle-context.ts';
import { NO_PAGE } from '../../../judging/lockstep/ledger.ts';
import type { Property } from '../../../judging/oracles/property.ts';

const frozen: OracleMaker = ({ ledger, object, touched }) => {
  const store = (page: number, _version: number, on: number): void => {
    if (ledger.isSwitched && on === host.source)
      object('Q1', page, 'it is written on the source after the switch-over');
  };
  return {
    on: {
      migration_bitmap_sync_start() {
        if (ledger.isSwitched) object('Q1', NO_PAGE, 'a sync begins after the switch-over');
      },
      vcpu_store: store,
      device_store: store,
    },
    watches: pageBit.dirty,
    page(page) {
      // In a recovery the source owes again what has been lost.
      if (!ledger.isSwitched || ledger.status === 'postcopy-recover') return;
      const gained = ~(touched.bitsBefore[page] as number) & (touched.bits[page] as number);
      if ((gained & pageBit.dirty) !== 0)
        object('Q1', page, 'it is marked dirty after the switch-over');
    },
  };
};

export const q1Frozen: Property<'Q1'> = {
  id: 'Q1',
  name: 'Q1 frozen',
  kind: 'always',
  claim: 'after the switch-over the source changes nothing, syncs nothing and marks nothing dirty',
  harm: 'the destination gets what was written on the source after the switch-over',
  sources: ['postcopy_start in migration/migration.c', 'QEMU 663e6c1df8'],
  hint: 'look for a thread that waited for a lock while the phase changed and did not look again',
  needs: {
    bits: ['dirty'],
    tracepoints: ['savevm_send_packaged', 'vcpu_store'],
    judgedAt: ['savevm_send_packaged'],
  },
  appliesTo: ({ postcopy }) => postcopy,
  isSymptom: false,
  isAbout: 'both hosts',
  trustsPeers: true,
  fromOutside: {
    is: 'judged',
    by: 'nothing written after the stop is in a record or found by a sync',
  },
  oracle: frozen,
};
