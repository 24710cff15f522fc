/** A recovery's part of the ledger: over new connections nothing is on its way. */
import type { OracleContext } from '../../../judging/lockstep/oracle-context.ts';
import type { Oracle } from '../../../judging/lockstep/oracle.ts';

/** Keeps a recovery's part of the ledger. */
export function recoveryKeeper({ ledger, touched: { touchAll } }: OracleContext): Oracle {
  return {
    on: {
      migrate_resume() {
        ledger.isLinkUp = true;
        ledger.isPreemptUp = true;
        ledger.onTheWay.fill(0);
      },
      migrate_connection_refused() {
        ledger.isLinkUp = false;
      },
      postcopy_preempt_refused() {
        ledger.isPreemptUp = false;
      },
      loadvm_postcopy_handle_resume: touchAll,
      postcopy_page_req_sync_done: touchAll,
      source_return_path_thread_resume_ack: touchAll,
    },
  };
}
