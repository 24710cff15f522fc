/**
 * N6 priority: a page that is waited for overtakes the others. Between receiving the request and taking the
 * page, the source takes at most the rest of one host page that was not requested; with a preempt channel,
 * at most one target page. A page that was not requested must not overtake any other.
 */
import type { Scenario } from '../../../../impl/scenario.ts';
import { TARGET_PAGE_SIZE } from '../../../../impl/scenario.ts';
import { pageBit } from '../../../../impl/system.ts';
import { channel } from '../../../../impl/tracepoints.ts';
import type { OracleContext, OracleMaker } from '../../../judging/lockstep/oracle-context.ts';
import type { Oracle } from '../../../judging/lockstep/oracle.ts';
import type { Property } from '../../../judging/oracles/property.ts';

const priority: OracleMaker = (context) => {
  const { object } = context;
  let overtakenMax = 0;
  const requests = watchRequests(context, {
    unasked(page) {
      object('N6', page, 'it overtakes others, but it was not asked for');
    },
    overtaken(first, pages) {
      if (pages > overtakenMax)
        object('N6', first, `it is waited for, but ${pages} other pages are taken before it`);
    },
    served: () => undefined,
  });
  return {
    ...requests,
    retarget() {
      overtakenMax = overtakenPagesMax(context.scenario);
    },
  };
};

/** The most target pages that may be taken before a page, once the source has the request for it. */
function overtakenPagesMax({ preempt, blocks }: Pick<Scenario, 'preempt' | 'blocks'>): number {
  if (preempt !== 'off') return 1;
  return Math.max(...blocks.map(({ hostPageSize }) => hostPageSize / TARGET_PAGE_SIZE));
}

export interface RequestListener {
  /** The page is taken before its turn, although it was not requested. */
  readonly unasked: (page: number) => void;
  /** `pages` target pages have been taken so far while the host page that begins at `first` waits. */
  readonly overtaken: (first: number, pages: number) => void;
  /** A requested host page has been taken, after `pages` other target pages. */
  readonly served: (pages: number) => void;
}

/** Counts, for each requested host page, the pages that are taken before it without a request. */
export function watchRequests(context: OracleContext, listener: RequestListener): Oracle {
  const { capacity, hostPageOf, ledger, touched } = context;
  const isAskedFor = new Uint8Array(capacity.pages);
  /** By the first page of a requested host page: the number of pages taken before it, plus one. */
  const overtaken = new Int32Array(capacity.pages);
  let waiting = 0;
  const forget = (): void => {
    isAskedFor.fill(0, 0, context.layout.pages);
    overtaken.fill(0, 0, context.layout.pages);
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
        for (let urgent = 0; urgent < context.layout.pages; urgent++) {
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
  claim: 'a page that a thread waits for overtakes the others',
  harm: 'a virtual CPU waits for a page while pages that no thread waits for are sent',
  sources: ['get_queued_page in migration/ram.c', 'QEMU c01b16edf6, 9358982744'],
  hint: 'look at how long a sender goes on before it notices a request',
  needs: {
    bits: ['dirty'],
    tracepoints: ['source_return_path_thread_req', 'ram_take_dirty', 'savevm_send_packaged'],
    judgedAt: ['source_return_path_thread_req'],
  },
  appliesTo: ({ postcopy }) => postcopy,
  isSymptom: false,
  isAbout: 'waiting',
  fromOutside: { is: 'not observable', by: 'when the source learned of a request' },
  oracle: priority,
};
