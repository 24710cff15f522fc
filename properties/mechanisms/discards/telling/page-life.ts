/** What becomes of a page that is not plugged in, for the account of its life. */
import type { PageLife } from '../../../telling/story/provenance/page-life.ts';

export const discardsPageLife: PageLife<'discards'> = {
  ram_clear_discarded_page: () => ({
    kind: 'unplugged',
    text: 'not plugged in (never sent: who waits gets zeros there, or is woken in the end)',
  }),
};
