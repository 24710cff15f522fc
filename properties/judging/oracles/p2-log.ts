/**
 * P2 log: while logging is on, a write to any page traps, unless the page is in the log already. Under the
 * TLB discipline re-arming is a separate step, which must happen before the sync ends.
 */
import type { OracleMaker } from '../lockstep/oracle-context.ts';
import { NOTICED_BITS } from '../pages/page-records.ts';
import type { Property } from './property.ts';

const log: OracleMaker = (context) => {
  const { object, touched } = context;
  let isLogging = false;
  let isRearmPending = false;
  return {
    reset() {
      isLogging = false;
      isRearmPending = false;
    },
    on: {
      global_dirty_changed(logging) {
        isLogging = logging === 1;
        touched.touchAll();
      },
      ramblock_sync_dirty_bitmap() {
        isRearmPending = context.scenario.log === 'tlb';
      },
      tlb_reset_dirty() {
        isRearmPending = false;
        touched.touchAll();
      },
      migration_bitmap_sync_end() {
        if (isRearmPending) touched.touchAll();
        isRearmPending = false;
      },
    },
    watches: NOTICED_BITS,
    page(page) {
      if (!isLogging || isRearmPending) return;
      if (((touched.bits[page] as number) & NOTICED_BITS) === 0)
        object(
          'P2',
          page,
          'it is neither armed nor logged: the next write to it will go unnoticed',
        );
    },
  };
};

export const p2Log: Property<'P2'> = {
  id: 'P2',
  name: 'P2 log',
  kind: 'always',
  claim: 'a write to any page traps, or the page is logged already',
  harm: 'what the guest writes there goes unnoticed, so the page may arrive with old content',
  sources: [
    "KVM_GET_DIRTY_LOG and KVM_CLEAR_DIRTY_LOG in the kernel's documentation",
    'system/physmem.c, accel/kvm/kvm-all.c',
    'QEMU 03bfc2188f',
  ],
  hint: 'look for a log bit that is cleared without arming the page, or before waiting for a writer',
  needs: { bits: ['armed', 'logged', 'hypervisorLogged'], tracepoints: ['global_dirty_changed'] },
  appliesTo: () => true,
  isSymptom: false,
  isAbout: 'source',
  fromOutside: { is: 'not observable', by: 'which pages are armed, and the log' },
  oracle: log,
};
