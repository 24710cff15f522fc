/** Premises about a destination that holds something before anything of a migration has arrived. */
import type { coreSituations } from '../../mechanisms/core/judging/situations.ts';
import { migrationStatus } from '../../../impl/tracepoints.ts';
import { mayHoldOld, noteHeldBefore } from '../pages/held-before.ts';
import type { Observer } from './observer.ts';

export const observeOldContent: Observer<keyof typeof coreSituations> = (context, reach) => {
  /** Content of each page when the migration began, word by word. */
  const before = new Int32Array(context.capacity.pageWords);
  /** 1 for each page that has arrived in this migration. */
  const hasArrived = new Uint8Array(context.capacity.pages);

  const isOld = (page: number): boolean => {
    const { pageWords } = context.layout;
    const words = before.subarray(page * pageWords, (page + 1) * pageWords);
    return words.some((word) => word !== 0);
  };

  return {
    appliesTo: mayHoldOld,
    on: {
      migrate_set_state(status) {
        if (status !== migrationStatus.setup) return;
        noteHeldBefore(context, before);
        hasArrived.fill(0);
      },
      loadvm_postcopy_handle_advise() {
        before.fill(0);
      },
      ram_load_page(page, isZero) {
        if (isZero === 1 && hasArrived[page] === 0 && isOld(page)) reach('zeros-over-old');
        hasArrived[page] = 1;
      },
    },
  };
};
