/**
 * Q8 recovery: a postcopy migration that has broken off can go on, and loses nothing by it. (R1) When it goes
 * on, the source owes exactly the pages that the destination has not received; a host page that had arrived
 * in part counts as not received. (R2) Nothing that was sent over the old connections arrives over the new
 * ones. (R3) Every request that was open is sent again. (R4) As long as the operator will connect the hosts
 * again, neither of them gives up, and neither closes a connection unless one is lost.
 */
import { placeOfThread } from '../../../../impl/mechanisms.ts';
import type { Scenario } from '../../../../impl/scenario.ts';
import type { BlockLayout } from '../../../../impl/system.ts';
import { host } from '../../../../impl/tracepoints.ts';
import { pageBit } from '../../../../impl/system.ts';
import { NO_PAGE } from '../../../judging/lockstep/ledger.ts';
import type { OracleContext } from '../../../judging/lockstep/oracle-context.ts';
import type { Oracle } from '../../../judging/lockstep/oracle.ts';
import { joinOracles } from '../../../judging/oracles/join-oracles.ts';
import type { Property } from '../../../judging/oracles/property.ts';
import { recoveryOrder } from './recovery-order.ts';

type Part = Pick<Oracle, 'reset' | 'on' | 'step'>;

/** R1 and R2. */
const nothingIsLost = (context: OracleContext): Part => {
  const { capacity, hostPageOf, isDiscarded, object, touched } = context;
  /** 1 for each page that has been sent over the connections that are up. */
  const sent = new Uint8Array(capacity.pages);
  let isRecovered = false;
  const isReceived = (page: number): boolean =>
    ((touched.bits[page] as number) & pageBit.received) !== 0;

  const compare = (from: number, end: number): void => {
    for (let page = from; page < end; page++) {
      if (isReceived(page) !== isReceived(hostPageOf(page).first))
        object('Q8', page, 'its host page counts as received in part');
      const isOwed = ((touched.bits[page] as number) & pageBit.dirty) !== 0;
      if (isOwed === (!isReceived(page) && !isDiscarded(page))) continue;
      object(
        'Q8',
        page,
        isOwed
          ? 'after the loss the source owes it, although it has been received or does not exist'
          : 'after the loss the destination lacks it, but the source does not owe it',
      );
    }
  };

  return {
    reset() {
      isRecovered = false;
    },
    on: {
      migrate_resume() {
        isRecovered = true;
        sent.fill(0);
      },
      ram_save_page(page) {
        sent[page] = 1;
      },
      postcopy_load_page(page) {
        if (isRecovered && sent[page] === 0)
          object('Q8', page, 'it arrives over a new connection, but was sent over the old one');
      },
      ram_dirty_bitmap_reload_complete(block) {
        const { firstPage, usedPages } = context.layout.blocks[block] as BlockLayout;
        compare(firstPage, firstPage + usedPages);
      },
      source_return_path_thread_resume_ack() {
        compare(0, context.layout.pages);
      },
    },
  };
};

/** R3. */
const requestsAreRepeated = (context: OracleContext): Part => {
  const { capacity, object, touched } = context;
  /** 1 at the first page of each host page whose request was open when the destination was told to go on. */
  const isOpen = new Uint8Array(capacity.pages);
  const settle = (first: number): void => {
    isOpen[first] = 0;
  };
  return {
    reset() {
      isOpen.fill(0);
    },
    on: {
      loadvm_postcopy_handle_resume() {
        for (let page = 0; page < context.layout.pages; page++)
          isOpen[page] = ((touched.bits[page] as number) & pageBit.requested) === 0 ? 0 : 1;
      },
      migrate_send_rp_req_pages: settle,
      postcopy_page_received: settle,
      postcopy_page_req_sync_done() {
        for (let page = 0; page < context.layout.pages; page++)
          if (isOpen[page] === 1)
            object('Q8', page, 'it was asked for before the loss, and is not asked for again');
      },
    },
  };
};

/** R4. */
const nobodyGivesUp = (context: OracleContext): Part => {
  const { ledger, object } = context;
  let tried = 0;
  let isPaused = false;
  let hasGivenUp = false;
  /** A connection was lost before this step; not in it, since a host that refuses what it receives closes them all. */
  let isLost = false;
  let isLostNow = false;
  const connect = (): void => {
    isPaused = false;
    isLost = false;
  };
  const lose = (): void => {
    isLostNow = true;
  };
  const isAnyLeft = (): boolean => tried < (context.scenario.recoveries ?? 0);
  return {
    reset() {
      tried = 0;
      hasGivenUp = false;
      isLostNow = false;
      connect();
    },
    on: {
      postcopy_pause_incoming() {
        isPaused = true;
      },
      migrate_resume() {
        tried++;
        connect();
      },
      channel_cut: lose,
      preempt_channel_cut: lose,
      // A page for which there is no memory can be sent again.
      postcopy_place_page_failed() {
        isLost = true;
      },
      migrate_set_state() {
        if (ledger.status === 'setup') connect();
      },
      process_gone(on) {
        if (on === host.destination) isPaused = false;
      },
      migrate_resume_given_up() {
        hasGivenUp = true;
        if (isPaused) object('Q8', NO_PAGE, 'the destination waits, but the operator has given up');
      },
      migrate_fd_cleanup() {
        if (ledger.status === 'postcopy-paused' && !hasGivenUp && isAnyLeft())
          object('Q8', NO_PAGE, 'the source gives up, although it could be connected again');
      },
      loadvm_failed() {
        isPaused = false;
        if (ledger.isListening && isLost && isAnyLeft() && !ledger.isUnloadable)
          object('Q8', NO_PAGE, 'the destination gives up, although it could be connected again');
      },
    },
    step() {
      isLost ||= isLostNow;
      isLostNow = false;
    },
  };
};

/** The rest of R4. */
const nothingIsClosed = (context: OracleContext): Part => {
  const { ledger, object } = context;
  /** All connections that have been made since the last loss are up. */
  let areUp = false;
  const connect = (): void => {
    areUp = true;
  };
  let isClosedNow = false;
  const lose = (): void => {
    isClosedNow ||= areUp && ledger.isSwitched && placeOfThread(threadOf(context)) !== 'outside';
    areUp = false;
  };
  /** A host has refused what it received, which other properties judge; or it lacks memory, or a connection. */
  const refuse = (): void => {
    areUp = false;
    isClosedNow = false;
  };
  return {
    reset: refuse,
    on: {
      migrate_set_state() {
        if (ledger.status === 'setup') connect();
      },
      migrate_resume: connect,
      channel_cut: lose,
      preempt_channel_cut: lose,
      postcopy_preempt_refused: refuse,
      loadvm_failed: refuse,
      postcopy_place_page_failed: refuse,
      source_return_path_thread_bad_end: refuse,
    },
    step() {
      if (isClosedNow) object('Q8', NO_PAGE, 'a host closes a connection, although none is lost');
      isClosedNow = false;
    },
  };
};

function threadOf({ system: { driver, footprint } }: OracleContext): string {
  return driver.threads[footprint.thread] ?? '';
}

const isRecoverable = ({ recoveries }: Scenario): boolean => recoveries !== undefined;

export const q8Recovery: Property<'Q8'> = {
  id: 'Q8',
  name: 'Q8 recovery',
  kind: 'always',
  claim: 'a postcopy migration that has broken off can go on, and nothing is lost by it',
  harm: 'a page is on neither host, or a virtual CPU waits for a page that nobody asks for',
  sources: [
    'postcopy_pause and postcopy_do_resume in migration/migration.c',
    'ram_dirty_bitmap_reload in migration/ram.c',
    'QEMU a725ef9fe3, cc5ab87200, 5e77343113',
  ],
  hint: 'look at what is reset on either host between the loss and the resume, and in which order',
  needs: {
    bits: ['dirty', 'received', 'requested'],
    tracepoints: [
      'postcopy_pause_incoming',
      'migrate_resume',
      'loadvm_postcopy_handle_resume',
      'postcopy_page_req_sync_done',
      'source_return_path_thread_resume_ack',
    ],
    judgedAt: ['source_return_path_thread_resume_ack'],
  },
  appliesTo: isRecoverable,
  isSymptom: false,
  isAbout: 'both hosts',
  trustsPeers: true,
  fromOutside: {
    is: 'judged in part',
    by: 'memory and the answers of both hosts after a recovery',
  },
  oracle: joinOracles(
    nothingIsLost,
    requestsAreRepeated,
    nobodyGivesUp,
    nothingIsClosed,
    recoveryOrder,
  ),
};
