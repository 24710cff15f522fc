/**
 * P6 grammar: what goes over the wire can be read by somebody who knows the format and nothing of
 * the sender; it holds exactly the records that are announced; and the receiver accepts it.
 */
import { isFitForPostcopy } from '../lockstep/host-pages.ts';
import { NO_PAGE } from '../lockstep/ledger.ts';
import type { OracleMaker } from '../lockstep/oracle.ts';

export const grammar: OracleMaker = ({ scenario, ledger, reading, object }) => {
  const mustBeRefused = scenario.postcopy && !scenario.blocks.every(isFitForPostcopy);
  /** Records that were announced in this step. */
  let announced = 0;
  let isDropped = false;
  const drop = (): void => {
    isDropped = true;
  };
  return {
    reset() {
      announced = 0;
      isDropped = false;
    },
    on: {
      migrate_set_state() {
        if (ledger.status === 'setup') isDropped = false;
      },
      ram_save_page(page, isZero) {
        announced++;
        if (!ledger.isLinkUp || reading.records === 0) return;
        if (reading.lastPage !== page || reading.lastIsZero !== (isZero === 1))
          object('P6', page, 'another record is sent than is announced');
      },
      loadvm_complete() {
        if (!reading.isComplete && !ledger.isTampered)
          object('P6', NO_PAGE, 'the destination takes the stream to be complete before its end');
      },
      postcopy_ram_listen_thread_exit() {
        if (!reading.isComplete)
          object('P6', NO_PAGE, 'the destination takes the stream to be complete before its end');
      },
      loadvm_postcopy_handle_advise() {
        if (mustBeRefused)
          object('P6', NO_PAGE, 'the destination accepts postcopy for pages that cannot be placed');
      },
      channel_cut: drop,
      migration_cancel: drop,
      loadvm_failed(offset) {
        if (!isDropped && !ledger.isTampered && !mustBeRefused)
          object('P6', NO_PAGE, `the destination refuses the stream at offset ${offset}`);
      },
    },
    change() {
      if (reading.complaint !== undefined) object('P6', NO_PAGE, reading.complaint);
      if (ledger.isLinkUp && reading.records !== announced)
        object('P6', NO_PAGE, `${announced} records are announced, ${reading.records} are sent`);
      announced = 0;
    },
  };
};
