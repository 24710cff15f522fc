/** The words of a story for precopy, for the guest, and for outside events such as a lost link. */
import type { TracepointOf } from '../../../../impl/mechanisms.ts';
import { pageBit } from '../../../../impl/system.ts';
import { channel, host, syncKinds } from '../../../../impl/tracepoints.ts';
import type { Frame } from '../../../telling/film/frames.ts';
import { textOfCut, textOfHangUp } from '../../../telling/story/link-clauses.ts';
import { pendingBit, trackWrites } from '../../../telling/story/pending-writes.ts';
import type { Says } from '../../../telling/story/says.ts';
import { about, asZeros, control, pageIn, rangeIn } from '../../../telling/story/says.ts';
import type { Clause, Scene } from '../../../telling/story/wording.ts';
import { has, nameOfVersion, on, over } from '../../../telling/story/wording.ts';
import { tellStatus } from './status-words.ts';
import { nameOfSync, tellFetch, tellMerge, textOfRearm } from './sync-words.ts';

const stores: Says = (event) =>
  about(
    'write',
    event,
    `stores ${nameOfVersion(event.args[1])} in ${pageIn(event)}${on(event.args[2])}`,
  );

export const coreWords: Readonly<Record<TracepointOf<'core'>, Says | 'nothing'>> = {
  migrate_set_state: ({ args: [status] }) => tellStatus(status),
  runstate_set: ({ args: [where, isRunning] }) =>
    control(`${isRunning === 1 ? 'starts' : 'stops'} the guest${on(where)}`),
  global_dirty_changed: 'nothing',
  migration_cancel: 'nothing',
  migrate_fd_cleanup: 'nothing',
  channel_cut: ({ scene }) => tellCut(scene),
  channel_tampered: ({ args: [offset, connection] }) =>
    control(`what is on its way is changed, at offset ${offset}${onConnection(connection)}`),
  slice_expired: 'nothing',
  migration_iteration: ({ args: [pages, isExact] }) => tellCount(pages, isExact),

  migration_bitmap_sync_start: ({ args: [kind] }) => ({
    action: 'sync',
    text: nameOfSync(syncKinds[kind]),
  }),
  memory_region_sync_dirty: ({ args: [block], scene }) => tellFetch(block, scene),
  ramblock_sync_dirty_bitmap: ({ args: [block], scene }) => tellMerge(block, scene),
  tlb_reset_dirty: ({ scene }) => ({ action: 'sync', text: textOfRearm(scene) }),
  migration_bitmap_sync_end: 'nothing',
  migration_bitmap_clear_dirty: (event) =>
    about('send', event, `clears the log of ${rangeIn(event)}`),

  ram_save_slice_start: 'nothing',
  ram_save_slice_end: 'nothing',
  ram_find_dirty: 'nothing',
  ram_take_dirty: (event) => {
    const [page, channel] = event.args;
    return about(
      'send',
      event,
      `takes ${pageIn(event)}${over(channel)}${notDirty(page, event.scene)}`,
    );
  },
  ram_read_page: (event) => {
    const [page, half] = event.args;
    const text = textOfRead(page, half, event.scene.frame);
    return text === undefined ? undefined : about('send', event, text);
  },
  ram_save_page: (event) => about('send', event, `sends it${asZeros(event.args[1])}`),

  vcpu_trap: (event) => about('write', event, `traps on ${pageIn(event)} (logged)`),
  vcpu_store: stores,
  device_store: stores,
  device_log: (event) => {
    const [page, where] = event.args;
    if (where !== host.source) return undefined;
    const early = isMarkedFirst(page, event.scene) ? ' before it stores' : '';
    return about('write', event, `logs ${pageIn(event)}${early}`);
  },
  vcpu_load: (event) =>
    about(
      'read',
      event,
      `reads ${nameOfVersion(event.args[1])} in ${pageIn(event)}${on(event.args[2])}`,
    ),
  guest_operation: 'nothing',

  ram_load_page: (event) =>
    about('load', event, `receives ${pageIn(event)}${asZeros(event.args[1])}`),
  loadvm_complete: () => ({ action: 'load', text: 'has received everything' }),
  loadvm_failed: ({ scene }) => control(textOfHangUp(scene.filmed, scene.at)),
  destination_given_up: () => control('gives up the destination'),
};

function tellCut({ filmed, at }: Scene): Clause | undefined {
  const text = textOfCut(filmed, at, false);
  return text === undefined ? undefined : control(text);
}

/** Whether a device logs a page before it has stored to it, which is the wrong order. */
function isMarkedFirst(page: number, { filmed, at }: Scene): boolean {
  const writes = trackWrites();
  for (const { thread, events } of filmed.frames.slice(0, at + 1))
    for (const { name, args } of events) writes.hear(thread, name, args[0]);
  return (writes.bitsOf(page) & pendingBit.marked) !== 0;
}

/** A page that is read in one step is told as one read, not as two halves. */
function textOfRead(page: number, half: number, { events, versions }: Frame): string | undefined {
  const version = nameOfVersion(versions[host.source]?.[page] as number);
  const isWhole = events.filter(({ name }) => name === 'ram_read_page').length === 2;
  if (isWhole) return half === 0 ? `reads ${version}` : undefined;
  return half === 0 ? `reads the first half of ${version}` : `reads the rest of ${version}`;
}

function notDirty(page: number, { bitsBefore }: Scene): string {
  return has(bitsBefore, page, pageBit.dirty) ? '' : ' (which is not dirty)';
}

function tellCount(pages: number, isExact: number): Clause {
  const how = isExact === 1 ? 'after a sync' : 'as an estimate';
  return { action: 'count', text: `counts ${pages} pages pending, ${how}` };
}

function onConnection(number: number): string {
  if (number === channel.main) return '';
  return number === channel.preempt ? ' of the preempt channel' : ' of the return path';
}
