/**
 * Q7 requests: the destination asks for a host page only because a thread waits for it and only while it has
 * not arrived, and knows how many requests are open.
 */
import { pageBit } from '../../../../impl/system.ts';
import type { OracleMaker } from '../../../judging/lockstep/oracle-context.ts';
import { NO_PAGE } from '../../../judging/lockstep/ledger.ts';
import type { Property } from '../../../judging/oracles/property.ts';

const SETTLED = pageBit.requested | pageBit.received;

const requests: OracleMaker = (context) => {
  const { capacity, hostPageOf, ledger, object, touched } = context;
  /** 1 at the first page of each host page that a thread has waited for in this run. */
  const wanted = new Uint8Array(capacity.pages);
  let requested = 0;
  let isLooked = false;

  const forget = (): void => {
    wanted.fill(0, 0, context.layout.pages);
    requested = 0;
    isLooked = false;
  };

  return {
    reset: forget,
    on: {
      destination_given_up: forget,
      migrate_set_state() {
        if (ledger.status === 'setup') requested = 0;
      },
      postcopy_ram_fault(page) {
        wanted[hostPageOf(page).first] = 1;
      },
      postcopy_request_page(first, isReceived) {
        isLooked = true;
        const bits = touched.bits[first] as number;
        if (isReceived === 0 && (bits & pageBit.requested) === 0)
          object('Q7', first, 'it is asked for, but the request is not recorded');
      },
      migrate_send_rp_req_pages(first) {
        if (wanted[first] === 0) object('Q7', first, 'it is asked for, but no thread waits for it');
      },
      source_return_path_thread_req(first, pages) {
        const { end } = hostPageOf(first);
        if (wanted[first] === 0 || first + pages !== end)
          object('Q7', first, 'the source records a request that was not made');
      },
      postcopy_page_received() {
        isLooked = true;
      },
    },
    watches: SETTLED,
    page(page) {
      const before = (touched.bitsBefore[page] as number) & pageBit.requested;
      const bits = touched.bits[page] as number;
      if ((bits & pageBit.requested) !== before) requested += before === 0 ? 1 : -1;
      if ((bits & SETTLED) === SETTLED)
        object('Q7', page, 'it has arrived, but is still asked for');
    },
    change() {
      if (!isLooked) return;
      const counted = context.views.requestedCount();
      if (counted !== requested)
        object('Q7', NO_PAGE, `${counted} requests are counted, but ${requested} are open`);
      isLooked = false;
    },
  };
};

export const q7Requests: Property<'Q7'> = {
  id: 'Q7',
  name: 'Q7 requests',
  kind: 'always',
  claim: 'a page is asked for because a thread waits for it, and only until it has arrived',
  harm: 'a virtual CPU waits for a page that was not asked for',
  sources: [
    'migrate_send_rp_req_pages in migration/migration.c',
    'page_request_mutex in migration/migration.h',
  ],
  hint: 'look at what is done under page_request_mutex, and in which order',
  needs: {
    bits: ['requested', 'received'],
    views: ['requestedCount'],
    tracepoints: ['postcopy_ram_fault', 'postcopy_request_page', 'migrate_send_rp_req_pages'],
  },
  appliesTo: ({ postcopy }) => postcopy,
  isSymptom: true,
  isAbout: 'both hosts',
  trustsPeers: true,
  fromOutside: { is: 'judged', by: 'faults, and requests on the return path' },
  oracle: requests,
};
