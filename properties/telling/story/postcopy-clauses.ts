/** Tells what the events of a switch-over to postcopy mean, and those of what follows. */
import { match } from 'ts-pattern';
import { pageBit } from '../../../impl/system.ts';
import type { PostcopyEvent } from '../../judging/lockstep/postcopy-events.ts';
import { nameOfPage } from '../../judging/execution/coming-events.ts';
import type { FrameEvent } from '../film/frames.ts';
import { textOfCut } from './link-clauses.ts';
import type { Clause, Scene } from './wording.ts';
import { has, nameOfRange, nameOfVersion, over, pagesWhere } from './wording.ts';

/** @returns `undefined` for what no story tells */
export function tellPostcopy(
  name: PostcopyEvent,
  { args: [first, second, third] }: FrameEvent,
  scene: Scene,
): Clause | undefined {
  const { layout } = scene;
  const page = (): string => nameOfPage(layout, first);
  const range = (): string => nameOfRange(layout, first, second);
  const control = (text: string): Clause => ({ action: 'control', text });
  const about = (action: Clause['action'], text: string): Clause => ({ action, page: first, text });

  return match(name)
    .returnType<Clause | undefined>()
    .with('migrate_start_postcopy', () => control('asks for postcopy'))
    .with('postcopy_chunk_hostpages', () => tellCompletion(first, scene))
    .with('postcopy_send_discard_bm_ram', () => about('control', `tells to forget ${range()}`))
    .with('savevm_send_packaged', () => control('sends the package: the destination may take over'))
    .with('source_return_path_thread_req', () => control(`is asked for ${range()}`))
    .with('get_queued_page', () =>
      second === 1 ? about('send', `finds ${page()} asked for`) : undefined,
    )
    .with('savevm_postcopy_end', () => control('has sent everything'))
    .with('source_return_path_thread_shut', () =>
      control('hears that the destination needs nothing more'),
    )
    .with('ram_discard_page', () => about('load', `forgets ${page()}`))
    .with('loadvm_handle_cmd_packaged', () => ({ action: 'load', text: 'has the package' }))
    .with('loadvm_postcopy_handle_listen', () => control('listens'))
    .with('loadvm_device_state_read', () =>
      about('read', `reads ${nameOfVersion(second)} in ${page()} for the device state`),
    )
    .with('postcopy_ram_fault', () => about('load', `waits for ${page()}`))
    .with('migrate_send_rp_req_pages', () => about('load', `asks for ${page()}`))
    .with('postcopy_load_page', () =>
      about('load', `gathers ${page()}${second === 1 ? ' as zeros' : ''}${over(third)}`),
    )
    .with('postcopy_place_page', () =>
      about('load', `places ${range()}${third === 1 ? ' as zeros' : ''}`),
    )
    .with('postcopy_place_page_exists', () =>
      about('load', `cannot place ${page()}: it is there already`),
    )
    .with('postcopy_page_received', () => about('load', 'marks it received'))
    .with('postcopy_ram_listen_thread_exit', () => control('takes no more pages'))
    .with('postcopy_preempt_connect', () => control('connects the preempt channel'))
    .with('postcopy_preempt_triggered', () =>
      about('send', `is interrupted before ${page()} by a request`),
    )
    .with('postcopy_preempt_restored', () => about('send', `goes back to ${page()}`))
    .with('postcopy_preempt_hit', () =>
      about('send', `leaves ${page()} to who is sending its host page already`),
    )
    .with('postcopy_preempt_thread_exit', () => control('stops reading the preempt channel'))
    .with('preempt_channel_cut', () => {
      const text = textOfCut(scene.filmed, scene.at, true);
      return text === undefined ? undefined : control(text);
    })
    .with('postcopy_place_discarded_page', () => about('load', `places zeros at ${range()}`))
    .with(
      'postcopy_preempt_hint',
      'postcopy_preempt_new_channel',
      'postcopy_preempt_send_host_page',
      'ram_clear_discarded_page',
      'loadvm_postcopy_handle_advise',
      'postcopy_discard_page',
      'loadvm_postcopy_handle_run',
      'postcopy_request_page',
      () => undefined,
    )
    .exhaustive();
}

/** Only the first block speaks, since all of them are completed in one step. */
function tellCompletion(block: number, { layout, frame, bitsBefore }: Scene): Clause | undefined {
  if (block !== 0) return undefined;
  const pages = pagesWhere(
    layout,
    (page) => has(frame.bits, page, pageBit.dirty) && !has(bitsBefore, page, pageBit.dirty),
  );
  if (pages === '') return undefined;
  return { action: 'control', text: `marks dirty ${pages}, to complete host pages` };
}
