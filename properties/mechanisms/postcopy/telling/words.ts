/** The words of a story for the switch-over to postcopy and what follows. */
import type { TracepointOf } from '../../../../impl/mechanisms.ts';
import { pageBit } from '../../../../impl/system.ts';
import type { Says } from '../../../telling/story/says.ts';
import { about, asZeros, control, pageIn, rangeIn } from '../../../telling/story/says.ts';
import type { Clause, Scene } from '../../../telling/story/wording.ts';
import { has, nameOfVersion, over, pagesWhere } from '../../../telling/story/wording.ts';

export const postcopyWords: Readonly<Record<TracepointOf<'postcopy'>, Says | 'nothing'>> = {
  migrate_start_postcopy: () => control('asks for postcopy'),
  postcopy_chunk_hostpages: ({ args: [block], scene }) => tellCompletion(block, scene),
  postcopy_send_discard_bm_ram: (event) => about('control', event, `discards ${rangeIn(event)}`),
  postcopy_discard_page: 'nothing',
  savevm_send_packaged: () => control('sends the package: the destination may take over'),
  // Told as the cause of a wrong status only: what goes wrong with a page seldom depends on it.
  source_return_path_thread_postcopy_package_loaded: 'nothing',
  source_return_path_thread_req: (event) => control(`is asked for ${rangeIn(event)}`),
  get_queued_page: (event) =>
    event.args[1] === 1 ? about('send', event, `finds ${pageIn(event)} asked for`) : undefined,
  savevm_postcopy_end: () => control('has sent everything'),
  source_return_path_thread_shut: () => control('hears that the destination needs nothing more'),

  loadvm_postcopy_handle_advise: 'nothing',
  ram_discard_page: (event) => about('load', event, `forgets ${pageIn(event)}`),
  loadvm_handle_cmd_packaged: () => ({ action: 'load', text: 'has the package' }),
  loadvm_postcopy_handle_listen: () => control('listens'),
  loadvm_device_state_read: (event) =>
    about(
      'read',
      event,
      `reads ${nameOfVersion(event.args[1])} in ${pageIn(event)} for the device state`,
    ),
  loadvm_postcopy_handle_run: 'nothing',
  postcopy_ram_fault: (event) => about('load', event, `waits for ${pageIn(event)}`),
  postcopy_request_page: 'nothing',
  migrate_send_rp_req_pages: (event) => about('load', event, `asks for ${pageIn(event)}`),
  postcopy_load_page: (event) =>
    about('load', event, `gathers ${pageIn(event)}${asZeros(event.args[1])}${over(event.args[2])}`),
  postcopy_place_page: (event) =>
    about('load', event, `places ${rangeIn(event)}${asZeros(event.args[2])}`),
  postcopy_place_page_exists: (event) =>
    about('load', event, `cannot place ${pageIn(event)}: it is there already`),
  postcopy_page_received: (event) => about('load', event, 'marks it received'),
  postcopy_ram_listen_thread_exit: () => control('takes no more pages'),
  source_return_path_thread_bad_end: () => control('refuses a message of the destination'),
};

/** Told at the first block only, since all blocks are completed in one step. */
function tellCompletion(block: number, { layout, frame, bitsBefore }: Scene): Clause | undefined {
  if (block !== 0) return undefined;
  const pages = pagesWhere(
    layout,
    (page) => has(frame.bits, page, pageBit.dirty) && !has(bitsBefore, page, pageBit.dirty),
  );
  if (pages === '') return undefined;
  return { action: 'control', text: `marks dirty ${pages}, to complete host pages` };
}
