/** What hints do to a page, for the account of the page's life. */
import type { PageLife } from '../../../telling/story/provenance/page-life.ts';

export const hintsPageLife: PageLife<'hints'> = {
  report_free_page: (id) => ({ kind: 'reported', text: `reported as free (id ${id})` }),
  qemu_guest_free_page_hint: (wasDirty) => ({
    kind: 'left out',
    text:
      wasDirty === 1
        ? 'left out for a hint (this content is never sent)'
        : 'hinted, with nothing to leave out',
  }),
};
