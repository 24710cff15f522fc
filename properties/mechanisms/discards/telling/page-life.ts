/** What happens to a page that is not plugged in, for the account of the page's life. */
import type { PageLife } from '../../../telling/story/provenance/page-life.ts';

export const discardsPageLife: PageLife<'discards'> = {
  ram_clear_discarded_page: () => ({
    kind: 'unplugged',
    text: 'not plugged in (never sent: a waiting thread gets zeros, or is woken at the end)',
  }),
};
