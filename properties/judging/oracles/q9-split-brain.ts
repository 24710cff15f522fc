/**
 * Q9 split brain: the guest never runs on both hosts; once it may run on the destination, it never
 * runs on the source again.
 */
import { hosts } from '../../../impl/tracepoints.ts';
import type { OracleMaker } from '../lockstep/court.ts';
import { NO_PAGE } from '../lockstep/ledger.ts';

const SOURCE = hosts.indexOf('source');
const DESTINATION = hosts.indexOf('destination');

export const splitBrain: OracleMaker = ({ ledger, views, object }) => ({
  on: {
    runstate_set(host, running) {
      if (running === 0) return;
      if (host === SOURCE && (ledger.isSwitched || views.isRunning(DESTINATION)))
        object('Q9', NO_PAGE, 'the guest is started on the source, and may run on the destination');
      if (host === DESTINATION && views.isRunning(SOURCE))
        object('Q9', NO_PAGE, 'the guest is started on the destination, and runs on the source');
    },
  },
});
