/** What the kernel's answers do to a page, for the account of the page's life. */
import type { PageLife } from '../../../telling/story/provenance/page-life.ts';

export const userfaultfdPageLife: PageLife<'userfaultfd'> = {
  postcopy_place_page_again: () => ({ kind: 'refused', text: 'to be placed again (EAGAIN)' }),
  postcopy_place_page_failed: () => ({ kind: 'refused', text: 'not placed: no memory (ENOMEM)' }),
};
