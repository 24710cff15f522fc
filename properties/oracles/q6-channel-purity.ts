/**
 * Q6 channel purity: after the switch-over the target pages of a host page go over one channel, one
 * after the other, with nothing of another host page between them.
 */
import { NO_PAGE } from '../lockstep/ledger.ts';
import type { OracleMaker } from '../lockstep/oracle.ts';

export const channelPurity: OracleMaker = ({ hostPageOf, ledger, object }) => {
  /** The host page of which a part has been sent, by its first page. */
  let open = NO_PAGE;
  let sent = 0;
  return {
    reset() {
      open = NO_PAGE;
      sent = 0;
    },
    on: {
      ram_save_page(page) {
        if (!ledger.isSwitched) return;
        const { first, end } = hostPageOf(page);
        if (open !== NO_PAGE && open !== first)
          object('Q6', page, 'it is sent before all of the host page before it has been');
        if (open !== first) sent = 0;
        open = first;
        sent++;
        if (sent === end - first) open = NO_PAGE;
      },
      savevm_postcopy_end() {
        if (open !== NO_PAGE) object('Q6', open, 'the stream ends before all of it has been sent');
      },
    },
  };
};
