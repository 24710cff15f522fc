/** Postcopy's part of the ledger: the pages on their way, and how far the destination has taken over. */
import type { OracleContext } from '../../../judging/lockstep/oracle-context.ts';
import type { Oracle } from '../../../judging/lockstep/oracle.ts';

/** Keeps postcopy's part of the ledger. */
export function postcopyKeeper({ ledger, touched: { touch, touchAll } }: OracleContext): Oracle {
  return {
    on: {
      savevm_send_packaged() {
        ledger.isSwitched = true;
        touchAll();
      },
      ram_save_page(page) {
        if (ledger.isSwitched) ledger.onTheWay[page] = 1;
      },
      loadvm_postcopy_handle_listen() {
        ledger.isListening = true;
        touchAll();
      },
      postcopy_place_page(first, pages) {
        ledger.onTheWay.fill(0, first, first + pages);
        for (let page = first; page < first + pages; page++) touch(page);
      },
      postcopy_ram_listen_thread_exit() {
        ledger.hasLanded = true;
      },
    },
  };
}
