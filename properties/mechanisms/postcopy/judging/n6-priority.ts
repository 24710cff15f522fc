/**
 * N6 priority: a page that is waited for overtakes the others, and requests are served in their order. From
 * the moment in which the source has the request until it has taken the whole host page, it takes at most
 * the rest of one host page that was not requested, or with a preempt channel one target page; and no page
 * that was requested later, unless its host page had begun before. A page that was not requested must not
 * overtake any other.
 */
import type { Scenario } from '../../../../impl/scenario.ts';
import { TARGET_PAGE_SIZE } from '../../../../impl/scenario.ts';
import type { OracleMaker } from '../../../judging/lockstep/oracle-context.ts';
import type { Property } from '../../../judging/oracles/property.ts';
import { watchRequests } from './watch-requests.ts';

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
    outOfTurn(first) {
      object(
        'N6',
        first,
        'it is waited for, but a page that was asked for later is taken before it',
      );
    },
    served: () => undefined,
  });
  return {
    ...requests,
    retarget() {
      requests.retarget?.();
      overtakenMax = overtakenPagesMax(context.scenario);
    },
  };
};

/** The most target pages that may be taken before a page, once the source has the request for it. */
function overtakenPagesMax({ preempt, blocks }: Pick<Scenario, 'preempt' | 'blocks'>): number {
  if (preempt !== 'off') return 1;
  return Math.max(...blocks.map(({ hostPageSize }) => hostPageSize / TARGET_PAGE_SIZE));
}

export const n6Priority: Property<'N6'> = {
  id: 'N6',
  name: 'N6 priority',
  kind: 'always',
  claim: 'a page that a thread waits for overtakes the others, and waits for no later request',
  harm: 'a virtual CPU waits for a page while pages that no thread waits for, or not for as long, are sent',
  sources: [
    'get_queued_page in migration/ram.c',
    'QEMU c01b16edf6, 9358982744',
    'QEMU 82b54ef4c1 (a request for the interrupted page)',
  ],
  hint: 'look at how long a sender goes on before it notices a request, and at the order of requests',
  needs: {
    bits: ['dirty'],
    tracepoints: ['source_return_path_thread_req', 'ram_take_dirty', 'savevm_send_packaged'],
    judgedAt: ['source_return_path_thread_req'],
  },
  appliesTo: ({ postcopy }) => postcopy,
  isSymptom: false,
  isAbout: 'waiting',
  trustsPeers: true,
  fromOutside: { is: 'not observable', by: 'when the source learned of a request' },
  oracle: priority,
};
