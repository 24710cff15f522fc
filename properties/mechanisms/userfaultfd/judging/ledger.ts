/** Placing pages' part of the ledger: the destination may break off if it lacks memory. */
import type { OracleContext } from '../../../judging/lockstep/oracle-context.ts';
import type { Oracle } from '../../../judging/lockstep/oracle.ts';

/** Keeps its part of the ledger. */
export function userfaultfdKeeper({ ledger }: OracleContext): Oracle {
  return {
    on: {
      migrate_set_state() {
        if (ledger.status === 'setup') ledger.lacksMemory = false;
      },
      migrate_resume() {
        ledger.lacksMemory = false;
      },
      postcopy_place_page_failed() {
        ledger.lacksMemory = true;
      },
    },
  };
}
