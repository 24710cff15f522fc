/**
 * Q4 atomicity: nobody on the destination ever sees a part of a host page. Whoever accesses a page
 * finds all of its host page there; what is received is there, and what is there is received, but for
 * the moment between the two steps of a placement.
 */
import { pageBit } from '../../impl/system.ts';
import { hosts } from '../../impl/tracepoints.ts';
import { NO_PAGE } from '../lockstep/ledger.ts';
import type { OracleMaker } from '../lockstep/oracle.ts';

const DESTINATION = hosts.indexOf('destination');

export const atomicity: OracleMaker = ({ hostPageOf, ledger, object, touched }) => {
  /** The host page that has been placed and is not marked received yet, by its first page. */
  let placing = NO_PAGE;

  const access = (page: number): void => {
    if (!ledger.isListening) return;
    const { first, end } = hostPageOf(page);
    for (let part = first; part < end; part++)
      if (((touched.bitsBefore[part] as number) & pageBit.present) === 0)
        object(
          'Q4',
          page,
          'it is accessed on the destination before all of its host page is there',
        );
  };
  const accessOn = (page: number, _version: number, host: number): void => {
    if (host === DESTINATION) access(page);
  };

  return {
    reset() {
      placing = NO_PAGE;
    },
    on: {
      vcpu_load: accessOn,
      vcpu_store: accessOn,
      device_store: accessOn,
      loadvm_device_state_read: access,
      postcopy_place_page(first) {
        placing = first;
      },
      postcopy_page_received() {
        placing = NO_PAGE;
      },
    },
    watches: pageBit.present | pageBit.received,
    page(page) {
      if (!ledger.isListening) return;
      const bits = touched.bits[page] as number;
      const isPresent = (bits & pageBit.present) !== 0;
      const isReceived = (bits & pageBit.received) !== 0;
      const isBeingPlaced = hostPageOf(page).first === placing;
      if (isReceived && !isPresent) object('Q4', page, 'it is taken for received and is not there');
      if (isPresent && !isReceived && !isBeingPlaced)
        object('Q4', page, 'it is there, and not taken for received');
    },
  };
};
