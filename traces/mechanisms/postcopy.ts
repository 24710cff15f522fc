/** The fields of postcopy in a stored scenario. */
import { z } from 'zod';
import type { StoredMechanism } from '../mechanism.ts';
import type { StoredAddress } from '../scenario-items.ts';
import { address } from '../scenario-items.ts';

export interface PostcopyFields {
  readonly postcopy: boolean;
  readonly deviceStateReads: readonly StoredAddress[];
}

export type PostcopyTick = 'start-postcopy';

export type PostcopyMoment =
  | 'loadvm_postcopy_handle_advise'
  | 'postcopy_send_discard_bm_ram'
  | 'savevm_send_packaged'
  | 'loadvm_handle_cmd_packaged'
  | 'loadvm_postcopy_handle_listen'
  | 'loadvm_postcopy_handle_run'
  | 'postcopy_ram_fault'
  | 'postcopy_request_page'
  | 'migrate_send_rp_req_pages'
  | 'source_return_path_thread_req'
  | 'postcopy_load_page'
  | 'postcopy_place_page'
  | 'savevm_postcopy_end'
  | 'postcopy_ram_listen_thread_exit';

interface PostcopyScenario extends PostcopyFields {
  readonly blocks: readonly { readonly usedPages: number }[];
}

export const postcopy: StoredMechanism<
  PostcopyFields,
  unknown,
  PostcopyScenario,
  PostcopyTick,
  PostcopyMoment
> = {
  fields: { postcopy: z.boolean(), deviceStateReads: z.array(address) },
  blockFields: {},
  ticks: ['start-postcopy'],
  moments: [
    'loadvm_postcopy_handle_advise',
    'postcopy_send_discard_bm_ram',
    'savevm_send_packaged',
    'loadvm_handle_cmd_packaged',
    'loadvm_postcopy_handle_listen',
    'loadvm_postcopy_handle_run',
    'postcopy_ram_fault',
    'postcopy_request_page',
    'migrate_send_rp_req_pages',
    'source_return_path_thread_req',
    'postcopy_load_page',
    'postcopy_place_page',
    'savevm_postcopy_end',
    'postcopy_ram_listen_thread_exit',
  ],
  complaints: ({ deviceStateReads, blocks }) =>
    deviceStateReads
      .filter(({ block, page }) => page >= (blocks[block]?.usedPages ?? 0))
      .map(({ block, page }) => `there is no page ${page} in block ${block}`),
};
