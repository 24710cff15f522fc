/** What a recovery does to a page, for the account of the page's life. */
import type { PageLife } from '../../../telling/story/provenance/page-life.ts';

export const recoveryPageLife: PageLife<'recovery'> = {
  ram_dirty_bitmap_reload_page: () => ({
    kind: 'found',
    text: 'owed again, as it was not received',
  }),
};
