/** What postcopy does to a page, for the account of the page's life. */
import type { PageLife } from '../../../telling/story/provenance/page-life.ts';
import { asZeros } from '../../../telling/story/says.ts';

export const postcopyPageLife: PageLife<'postcopy'> = {
  ram_discard_page: () => ({ kind: 'forgotten', text: 'forgotten by the destination' }),
  get_queued_page: () => ({ kind: 'dequeued', text: 'found among the requests' }),
  postcopy_ram_fault: () => ({ kind: 'awaited', text: 'waited for' }),
  migrate_send_rp_req_pages: () => ({ kind: 'requested', text: 'asked for' }),
  postcopy_load_page: (isZero) => ({ kind: 'delivered', text: `gathered${asZeros(isZero)}` }),
  postcopy_place_page_exists: () => ({ kind: 'refused', text: 'there already' }),
};
