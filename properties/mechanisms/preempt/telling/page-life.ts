/** What two senders do to a page, for the account of the page's life. */
import type { PageLife } from '../../../telling/story/provenance/page-life.ts';

export const preemptPageLife: PageLife<'preempt'> = {
  postcopy_preempt_hit: () => ({ kind: 'left', text: 'left to the other sender' }),
};
