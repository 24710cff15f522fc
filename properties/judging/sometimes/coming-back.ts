/** Premises about a migration after one that has completed. */
import { host, migrationStatus } from '../../../impl/tracepoints.ts';
import type { coreSituations } from '../../mechanisms/core/judging/situations.ts';
import type { Observer } from './observer.ts';

export const observeComingBack: Observer<keyof typeof coreSituations> = (_context, reach) => {
  let completed = 0;
  /** Operations of the guest on the destination since the guest last ran on the source. */
  let operationsThere = 0;
  return {
    appliesTo: ({ comesBack }) => comesBack === true,
    reset() {
      completed = 0;
      operationsThere = 0;
    },
    on: {
      migrate_set_state(status) {
        if (status !== migrationStatus.completed) return;
        if (completed > 0) reach('second-after-completed');
        completed++;
      },
      guest_operation(on) {
        if (on === host.destination) operationsThere++;
      },
      destination_given_up() {
        reach('starts-after-completed');
        if (operationsThere > 0) reach('comes-back-from-running');
        operationsThere = 0;
      },
    },
  };
};
