/** Premises about memory that is not plugged in. */
import type { Observer } from '../../../judging/sometimes/observer.ts';
import type { discardsSituations } from './situations.ts';

export const observeDiscardedPages: Observer<keyof typeof discardsSituations> = (
  { isDiscarded },
  reach,
) => ({
  on: {
    postcopy_place_discarded_page() {
      reach('discarded-page-touched');
    },
    vcpu_load(page) {
      if (isDiscarded(page)) reach('discarded-page-read');
    },
  },
});
