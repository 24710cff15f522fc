/**
 * Tells what each event of a run means, in the words of people who know migration. A clause belongs
 * to a line: a send is take, read and send; a write is trap and store; a sync is fetch and merge.
 */
import { match, P } from 'ts-pattern';
import { pageBit } from '../../../impl/system.ts';
import { host, migrationStatuses, syncKinds } from '../../../impl/tracepoints.ts';
import { isPostcopyEvent } from '../../judging/lockstep/postcopy-events.ts';
import { nameOfPage } from '../../judging/execution/coming-events.ts';
import type { Frame, FrameEvent } from '../film/frames.ts';
import { textOfCut, textOfHangUp } from './link-clauses.ts';
import { pendingBit, trackWrites } from './pending-writes.ts';
import { tellPostcopy } from './postcopy-clauses.ts';
import type { Clause, Scene } from './wording.ts';
import { has, nameOfRange, nameOfVersion, on, over, pagesWhere } from './wording.ts';

/** @returns `undefined` for what no story tells */
export function clauseOf(event: FrameEvent, scene: Scene): Clause | undefined {
  const { layout } = scene;
  const [first, second, third] = event.args;
  const page = (): string => nameOfPage(layout, first);
  const about = (action: Clause['action'], text: string): Clause => ({ action, page: first, text });

  return match(event.name)
    .returnType<Clause | undefined>()
    .with('migration_bitmap_sync_start', () => ({
      action: 'sync',
      text: nameOfSync(syncKinds[first]),
    }))
    .with('memory_region_sync_dirty', () => tellFetch(first, scene))
    .with('ramblock_sync_dirty_bitmap', () => tellMerge(first, scene))
    .with('tlb_reset_dirty', () => ({ action: 'sync', text: textOfRearm(scene) }))
    .with('ram_take_dirty', () =>
      about('send', `takes ${page()}${over(second)}${notDirty(first, scene)}`),
    )
    .with('migration_bitmap_clear_dirty', () =>
      about('send', `clears the log of ${nameOfRange(layout, first, second)}`),
    )
    .with('ram_read_page', () => {
      const text = textOfRead(first, second, scene.frame);
      return text === undefined ? undefined : about('send', text);
    })
    .with('ram_save_page', () => about('send', `sends it${second === 1 ? ' as zeros' : ''}`))
    .with('vcpu_trap', () => about('write', `traps on ${page()} (logged)`))
    .with('vcpu_store', 'device_store', () =>
      about('write', `stores ${nameOfVersion(second)} in ${page()}${on(third)}`),
    )
    .with('device_log', () =>
      second === host.source
        ? about('write', `logs ${page()}${isMarkedFirst(first, scene) ? ' before it stores' : ''}`)
        : undefined,
    )
    .with('vcpu_load', () =>
      about('read', `reads ${nameOfVersion(second)} in ${page()}${on(third)}`),
    )
    .with('ram_load_page', () =>
      about('load', `receives ${page()}${second === 1 ? ' as zeros' : ''}`),
    )
    .with('loadvm_complete', () => ({ action: 'load', text: 'has received everything' }))
    .with('loadvm_failed', () => tellHangUp(scene))
    .with(P.when(isPostcopyEvent), (name) => tellPostcopy(name, event, scene))
    .with('runstate_set', () => tellRunState(first, second))
    .with('migrate_set_state', () => tellStatus(first))
    .with('channel_cut', () => tellCut(scene, false))
    .with('channel_tampered', () => ({
      action: 'control',
      text: `a byte is changed on its way, at offset ${first}`,
    }))
    .with('background_sync_skipped', () => ({
      action: 'control',
      text: `leaves the sync out: the migration is ${migrationStatuses[first]}`,
    }))
    .with('migration_iteration', () => tellCount(first, second))
    .with(
      'global_dirty_changed',
      'migration_cancel',
      'migrate_fd_cleanup',
      'slice_expired',
      'migration_bitmap_sync_end',
      'ram_save_slice_start',
      'ram_save_slice_end',
      'ram_find_dirty',
      'guest_operation',
      () => undefined,
    )
    .exhaustive();
}

function tellRunState(where: number, isRunning: number): Clause {
  return {
    action: 'control',
    text: `${isRunning === 1 ? 'starts' : 'stops'} the guest${on(where)}`,
  };
}

function tellHangUp({ filmed, at }: Scene): Clause {
  return { action: 'control', text: textOfHangUp(filmed, at) };
}

function tellCut({ filmed, at }: Scene, isPreempt: boolean): Clause | undefined {
  const text = textOfCut(filmed, at, isPreempt);
  return text === undefined ? undefined : { action: 'control', text };
}

/** Whether a device logs a page that it has not stored to yet: the other way round than it should. */
function isMarkedFirst(page: number, { filmed, at }: Scene): boolean {
  const writes = trackWrites();
  for (const { thread, events } of filmed.frames.slice(0, at + 1))
    for (const { name, args } of events) writes.hear(thread, name, args[0]);
  return (writes.bitsOf(page) & pendingBit.marked) !== 0;
}

/** A background sync is told by its thread's name already. */
function nameOfSync(kind: (typeof syncKinds)[number] | undefined): string {
  return kind === undefined || kind === 'background' ? 'sync:' : `${kind.replace('-', ' ')} sync:`;
}

function tellStatus(status: number): Clause | undefined {
  const control = (text: string): Clause => ({ action: 'control', text });
  return match(migrationStatuses[status] ?? 'none')
    .returnType<Clause | undefined>()
    .with('setup', () => control('starts a migration'))
    .with('active', () => control('setup is done'))
    .with('completed', () => control('completes the migration'))
    .with('cancelling', () => control('cancels the migration'))
    .with('cancelled', 'failed', (name) =>
      control(`the migration has ${name === 'failed' ? 'failed' : 'been cancelled'}`),
    )
    .with('postcopy-paused', () => control('the link is gone: what is left cannot be sent'))
    .with('none', 'device', 'postcopy-active', () => undefined)
    .exhaustive();
}

/** A page that is read in one step is read, not its halves. */
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

function textOfRearm({ layout, bitsBefore, frame: { bits } }: Scene): string {
  if (bits.every((one) => (one & pageBit.armed) !== 0)) return 're-arms every page';
  const gained = pagesWhere(
    layout,
    (page) => has(bits, page, pageBit.armed) && !has(bitsBefore, page, pageBit.armed),
  );
  return `re-arms ${gained === '' ? 'nothing' : gained}`;
}

/** Not worth a word if the sync goes on to say what it does. */
export const EMPTY_FETCH = 'fetches an empty log';

/** Only the first block speaks for the fetch, with what all blocks had in the hypervisor's log. */
function tellFetch(
  block: number,
  { layout, bitsBefore, scenario, frame }: Scene,
): Clause | undefined {
  if (block !== 0) return undefined;
  if (scenario.log === 'tlb') return { action: 'sync', text: 'begins' };
  const found = pagesWhere(layout, (page) => has(bitsBefore, page, pageBit.hypervisorLogged));
  const lost = pagesWhere(
    layout,
    (page) => has(bitsBefore, page, pageBit.logged) && !has(frame.bits, page, pageBit.logged),
  );
  const isMerged = frame.events.some(({ name }) => name === 'ramblock_sync_dirty_bitmap');
  const loss = lost === '' || isMerged ? '' : `, L of ${lost} is cleared`;
  const text = found === '' ? EMPTY_FETCH : `fetches the log of ${found}`;
  return { action: 'sync', text: `${text}${loss}` };
}

/** Only the last block speaks for the merge, since all of them are merged in one step. */
function tellMerge(block: number, { layout, bitsBefore, frame }: Scene): Clause | undefined {
  if (block !== layout.blocks.length - 1) return undefined;
  const { bits } = frame;
  const gains = (page: number, bit: number): boolean =>
    has(bits, page, bit) && !has(bitsBefore, page, bit);
  const loses = (page: number, bit: number): boolean =>
    has(bitsBefore, page, bit) && !has(bits, page, bit);
  const forgets = (page: number): boolean =>
    loses(page, pageBit.parked) && !has(bits, page, pageBit.dirty);
  const inShadow = (page: number): boolean => has(bitsBefore, page, pageBit.shadow);
  const tell = (verb: string, holds: (page: number) => boolean, why = ''): readonly string[] => {
    const pages = pagesWhere(layout, holds);
    return pages === '' ? [] : [`${verb} ${pages}${why}`];
  };
  const isRecorded = (page: number): boolean =>
    has(bits, page, pageBit.dirty) || has(bits, page, pageBit.parked);
  const text = [
    ...tell('parks', (page) => gains(page, pageBit.parked)),
    ...tell('marks dirty', (page) => gains(page, pageBit.dirty)),
    ...tell('prunes parked', (page) => forgets(page) && inShadow(page), PRUNED),
    ...tell('forgets parked', (page) => forgets(page) && !inShadow(page)),
    ...tell('drops from L', (page) => loses(page, pageBit.logged) && !isRecorded(page)),
    ...tell('leaves in L', (page) => has(bits, page, pageBit.logged)),
    ...tell('notes as still dirty', (page) => gains(page, pageBit.shadow)),
  ].join(', ');
  return { action: 'sync', text: text === '' ? 'finds nothing new' : text };
}

/** What the merge concludes from the two bitmaps; whether it is true is the question. */
const PRUNED = ' (S set, D clear: taken as sent)';
