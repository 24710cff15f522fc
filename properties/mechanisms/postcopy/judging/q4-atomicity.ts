/**
 * Q4 atomicity: no thread on the destination ever sees a part of a host page. A thread that accesses a page
 * finds its whole host page present; a host page is placed only after all of it has arrived; and a page is
 * marked received exactly if it is present, except between the two steps of a placement (each channel may be
 * in the middle of one).
 */
import { pageBit } from '../../../../impl/system.ts';
import { host } from '../../../../impl/tracepoints.ts';
import type { OracleMaker } from '../../../judging/lockstep/oracle-context.ts';
import type { Property } from '../../../judging/oracles/property.ts';
import { SWITCH_OVER } from './switch-over-tracepoints.ts';

const atomicity: OracleMaker = (context) => {
  const { capacity, hostPageOf, isDiscarded, ledger, object, touched } = context;
  /** 1 at the first page of each host page that has been placed but is not marked received yet. */
  const placing = new Uint8Array(capacity.pages);
  /** 1 for each target page that has arrived to be placed. */
  const gathered = new Uint8Array(capacity.pages);

  const access = (page: number): void => {
    if (!ledger.isListening) return;
    // Once everything has arrived, the host itself zero-fills pages that are not plugged in.
    if (ledger.hasLanded && isDiscarded(page)) return;
    const { first, end } = hostPageOf(page);
    for (let part = first; part < end; part++)
      if (((touched.bitsBefore[part] as number) & pageBit.present) === 0)
        object(
          'Q4',
          page,
          'it is accessed on the destination before all of its host page is there',
        );
  };
  const accessOn = (page: number, _version: number, on: number): void => {
    if (on === host.destination) access(page);
  };

  const forget = (): void => {
    placing.fill(0, 0, context.layout.pages);
    gathered.fill(0, 0, context.layout.pages);
  };

  return {
    reset: forget,
    on: {
      destination_given_up: forget,
      postcopy_pause_incoming() {
        gathered.fill(0, 0, context.layout.pages);
      },
      vcpu_load: accessOn,
      vcpu_store: accessOn,
      device_store: accessOn,
      loadvm_device_state_read: access,
      postcopy_load_page(page) {
        gathered[page] = 1;
      },
      postcopy_place_page(first, pages) {
        placing[first] = 1;
        if (gathered.subarray(first, first + pages).includes(0))
          object('Q4', first, 'it is placed before all of its target pages have arrived');
      },
      postcopy_place_discarded_page(first) {
        placing[first] = 1;
      },
      postcopy_page_received(first) {
        placing[first] = 0;
      },
    },
    watches: pageBit.present | pageBit.received,
    page(page) {
      if (!ledger.isListening) return;
      const bits = touched.bits[page] as number;
      const isPresent = (bits & pageBit.present) !== 0;
      const isReceived = (bits & pageBit.received) !== 0;
      const isBeingPlaced = placing[hostPageOf(page).first] === 1;
      if (isReceived && !isPresent)
        object('Q4', page, 'it is marked received, but it is not there');
      if (isPresent && !isReceived && !isBeingPlaced)
        object('Q4', page, 'it is there, but it is not marked received');
    },
  };
};

export const q4Atomicity: Property<'Q4'> = {
  id: 'Q4',
  name: 'Q4 atomicity',
  kind: 'always',
  claim: 'no thread on the destination sees a part of a host page',
  harm: 'the guest reads a host page that has arrived only in part',
  sources: ['postcopy_place_page in migration/postcopy-ram.c', 'userfaultfd(2), UFFDIO_COPY'],
  hint: 'look at when a page appears, and when it is marked received',
  needs: {
    bits: ['present', 'received'],
    tracepoints: ['vcpu_load', 'vcpu_store', ...SWITCH_OVER],
    judgedAt: ['loadvm_postcopy_handle_listen', 'postcopy_place_page'],
  },
  appliesTo: ({ postcopy }) => postcopy,
  isSymptom: false,
  isAbout: 'both hosts',
  trustsPeers: true,
  fromOutside: {
    is: 'judged in part',
    by: 'the content that reads have seen, and whether a host page is whole when it is placed',
  },
  oracle: atomicity,
};
