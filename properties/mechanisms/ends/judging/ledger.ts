/** The ledger's part of the ends: which process is gone, and whether the device state could be loaded. */
import { host } from '../../../../impl/tracepoints.ts';
import type { OracleContext } from '../../../judging/lockstep/oracle-context.ts';
import type { Oracle } from '../../../judging/lockstep/oracle.ts';

/** Keeps the part of the ends in the ledger. */
export function endsKeeper({ ledger }: OracleContext): Oracle {
  const renew = (): void => {
    ledger.isDestinationEnding = false;
    ledger.isDestinationGone = false;
    ledger.isUnloadable = false;
  };
  return {
    on: {
      migrate_set_state() {
        if (ledger.status === 'setup') renew();
      },
      destination_given_up: renew,
      vmstate_load_failed() {
        ledger.isUnloadable = true;
      },
      qemu_system_shutdown_request(on) {
        if (on === host.destination) ledger.isDestinationEnding = true;
      },
      process_gone(on) {
        if (on === host.source) ledger.isSourceGone = true;
        else ledger.isDestinationEnding = ledger.isDestinationGone = true;
      },
    },
  };
}
