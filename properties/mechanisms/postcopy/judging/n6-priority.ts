/**
 * N6 priority: a page that somebody waits for overtakes the others. From the moment the source has
 * the request until it takes the page, it takes at most the rest of one host page that nobody has
 * asked for, or, where such pages have a channel of their own, at most one target page. And nothing
 * overtakes the others that nobody has asked for.
 */
import type { Scenario } from '../../../../impl/scenario.ts';
import { TARGET_PAGE_SIZE } from '../../../../impl/scenario.ts';
import { pageBit } from '../../../../impl/system.ts';
import { channel } from '../../../../impl/tracepoints.ts';
import type { Court, OracleMaker } from '../../../judging/lockstep/court.ts';
import type { Oracle } from '../../../judging/lockstep/oracle.ts';
import type { Property } from '../../../judging/oracles/property.ts';

const priority: OracleMaker = (court) => {
  const { object } = court;
  let overtakenMax = 0;
  const requests = watchRequests(court, {
    unasked(page) {
      object('N6', page, 'it overtakes others, and nobody asked for it');
    },
    overtaken(first, pages) {
      if (pages > overtakenMax)
        object('N6', first, `it is waited for, and ${pages} other pages are taken before it`);
    },
    served: () => undefined,
  });
  return {
    ...requests,
    retarget() {
      overtakenMax = overtakenPagesMax(court.scenario);
    },
  };
};

/** Target pages that a page may have to wait for, once the source knows that somebody waits for it. */
export function overtakenPagesMax({
  preempt,
  blocks,
}: Pick<Scenario, 'preempt' | 'blocks'>): number {
  if (preempt !== 'off') return 1;
  return Math.max(...blocks.map(({ hostPageSize }) => hostPageSize / TARGET_PAGE_SIZE));
}

export interface RequestListener {
  /** The page is taken before its turn, and nobody asked for it. */
  readonly unasked: (page: number) => void;
  /** So many target pages have been taken so far while the host page waits that begins here. */
  readonly overtaken: (first: number, pages: number) => void;
  /** It has been taken, after so many. */
  readonly served: (pages: number) => void;
}

/** Counts, for each host page that was asked for, the pages nobody asked for that are taken before it. */
export function watchRequests(court: Court, listener: RequestListener): Oracle {
  const { capacity, hostPageOf, ledger, touched } = court;
  const isAskedFor = new Uint8Array(capacity.pages);
  /** By first page of the host page that waits: the pages that were taken before it, plus one. */
  const overtaken = new Int32Array(capacity.pages);
  let waiting = 0;
  const forget = (): void => {
    isAskedFor.fill(0, 0, court.layout.pages);
    overtaken.fill(0, 0, court.layout.pages);
    waiting = 0;
  };

  return {
    reset: forget,
    on: {
      migrate_set_state() {
        if (ledger.status === 'setup') forget();
      },
      source_return_path_thread_req(from) {
        const { first, end } = hostPageOf(from);
        isAskedFor[first] = 1;
        const bits = touched.bits.subarray(first, end);
        if (overtaken[first] !== 0 || bits.every((one) => (one & pageBit.dirty) === 0)) return;
        overtaken[first] = 1;
        waiting++;
      },
      get_queued_page(page) {
        if (isAskedFor[hostPageOf(page).first] === 0) listener.unasked(page);
      },
      ram_take_dirty(page, over) {
        if (over === channel.preempt && isAskedFor[hostPageOf(page).first] === 0)
          listener.unasked(page);
        if (waiting === 0) return;
        const { first } = hostPageOf(page);
        const count = overtaken[first] as number;
        if (count !== 0) {
          listener.served(count - 1);
          overtaken[first] = 0;
          waiting--;
        }
        if (isAskedFor[first] === 1) return;
        for (let urgent = 0; urgent < court.layout.pages; urgent++) {
          const before = overtaken[urgent] as number;
          if (before === 0) continue;
          overtaken[urgent] = before + 1;
          listener.overtaken(urgent, before);
        }
      },
    },
  };
}

export const n6Priority: Property<'N6'> = {
  id: 'N6',
  name: 'N6 priority',
  kind: 'always',
  claim: 'a page that somebody waits for overtakes the others',
  harm: 'a virtual CPU waits for a page while others are sent that nobody waits for',
  sources: ['get_queued_page in migration/ram.c', 'QEMU c01b16edf6, 9358982744'],
  hint: 'look at how long a sender goes on before it finds out that somebody waits',
  needs: {
    bits: ['dirty'],
    tracepoints: ['source_return_path_thread_req', 'ram_take_dirty', 'savevm_send_packaged'],
    judgedAt: ['source_return_path_thread_req'],
  },
  appliesTo: ({ postcopy }) => postcopy,
  isSymptom: false,
  isAbout: 'waiting',
  fromOutside: { is: 'not observable', by: 'when the source came to know of a request' },
  oracle: priority,
};
