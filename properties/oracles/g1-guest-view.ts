/**
 * G1 guest view: every guest read returns the newest write before it in the guest's own order, on
 * whichever host it runs; and each operation of the guest's program happens exactly once.
 */
import { hosts } from '../../impl/tracepoints.ts';
import { NO_PAGE } from '../lockstep/ledger.ts';
import type { OracleMaker } from '../lockstep/oracle.ts';

export const guestView: OracleMaker = ({ ledger, layout, reading, object }) => {
  /** Operations that each actor has completed. */
  const completed = new Int32Array(layout.actors);
  return {
    reset() {
      completed.fill(0);
    },
    on: {
      vcpu_load(page, version, vcpu) {
        if (version !== ledger.expected[page])
          object(
            'G1',
            page,
            `vcpu${vcpu} reads version ${version}, but version ${ledger.expected[page]} was written`,
          );
      },
      guest_operation(host, actor, index) {
        if (index !== completed[actor])
          object(
            'G1',
            NO_PAGE,
            `actor ${actor} executes operation ${index} on the ${hosts[host]}, but ${completed[actor]} comes next`,
          );
        completed[actor] = index + 1;
      },
      migrate_set_state() {
        if (ledger.status !== 'completed') return;
        for (let actor = 0; actor < layout.actors; actor++)
          if (reading.positions[actor] !== completed[actor])
            object(
              'G1',
              NO_PAGE,
              `actor ${actor} is sent over at operation ${reading.positions[actor]}, but stands at ${completed[actor]}`,
            );
      },
    },
    end(isDrained) {
      if (isDrained) return;
      for (let actor = 0; actor < layout.actors; actor++)
        if (completed[actor] !== layout.operationsOf[actor])
          object('G1', NO_PAGE, `actor ${actor} never executes operation ${completed[actor]}`);
    },
  };
};
