/** The lines of QEMU's own log as moments: those that say something of the migration's course have words. */
import { host as hostNumber, migrationStatuses } from '../../../impl/tracepoints.ts';
import type { HostName, QemuEvent, QemuRecording } from '../../../traces/recording-file.ts';
import type { AddressRange, PlaceInBlock } from '../validation/qemu-log.ts';
import {
  addressRanges,
  newMigrationState,
  pageOfEvent,
  runStates,
} from '../validation/qemu-log.ts';
import { whereOf } from '../validation/source-steps.ts';
import type { Announced, Effect, Moment, Say } from './moment.ts';
import { fact } from './moment.ts';
import type { Pages } from './pages.ts';
import { nameThreads } from './thread-names.ts';

/** What a line of the log means; without a text, the page shows it only if every step is asked for. */
type Meaning = Partial<Pick<Moment, 'action' | 'text' | 'announced' | 'effects' | 'bulk'>>;

interface Line {
  readonly event: QemuEvent;
  readonly pages: Pages;
  readonly ranges: readonly AddressRange[];
  readonly say: Say;
}

export function logMoments({ events }: QemuRecording, pages: Pages, say: Say): readonly Moment[] {
  const nameOfThread = nameThreads(events);
  const ranges = addressRanges(events.filter(({ host }) => host === 'destination'));
  return events.map((event): Moment => {
    const { host, at, name, args } = event;
    const meaning = meaningOf({ event, pages, ranges, say });
    const thread = nameOfThread(event);
    return {
      at,
      lane: `${host} log`,
      label: args === '' ? name : `${name} ${args}`,
      wheres: [whereOf(event)],
      ...(thread === undefined ? {} : { thread }),
      ...meaning,
      action: meaning.action ?? 'other',
    };
  });
}

function meaningOf(line: Line): Meaning {
  const { event, pages, say } = line;
  switch (event.name) {
    case 'migrate_set_state':
      return changesMigration(event, say);
    case 'runstate_set':
      return changesGuest(event, say);
    case 'migration_bitmap_sync_start':
      return { action: 'sync', text: 'syncs the dirty bitmap' };
    case 'postcopy_start':
      return { action: 'control', text: 'switches over to postcopy' };
    case 'ram_save_queue_pages':
      return isAskedFor(event, pages, say);
    case 'get_queued_page':
    case 'get_queued_page_not_dirty':
      return findsRequest(event, pages, say);
    case 'source_return_path_thread_shut':
    case 'postcopy_ram_listen_thread_exit':
    case 'postcopy_preempt_thread_exit':
      return spoken('control', { name: event.name, args: [] }, say);
    case 'source_return_path_thread_bad_end':
      return { action: 'control', text: 'the return path ends with an error' };
    case 'loadvm_handle_cmd_packaged':
      return spoken('load', { name: event.name, args: [] }, say);
    case 'loadvm_postcopy_handle_listen':
      return event.args === 'return' ? spoken('control', { name: event.name, args: [] }, say) : {};
    case 'postcopy_ram_fault_thread_request':
      return waitsFor(line);
    case 'postcopy_place_page':
    case 'postcopy_place_page_zero':
      return places(line);
    default:
      return {};
  }
}

function spoken(action: Moment['action'], announced: Announced, say: Say): Meaning {
  const text = say(announced);
  return { action, announced: [announced], ...(text === undefined ? {} : { text }) };
}

function changesMigration(event: QemuEvent, say: Say): Meaning {
  const state = newMigrationState(event);
  if (state === undefined) return {};
  const number = migrationStatuses.findIndex((status) => status === state);
  const announced: readonly Announced[] =
    number < 0 ? [] : [{ name: 'migrate_set_state', args: [number] }];
  // The engine's words are those of its source; a destination only follows.
  const words = event.host === 'source' && announced[0] ? say(announced[0]) : undefined;
  const text = words ?? `the migration is ${state}`;
  return { action: 'control', text, announced, effects: [fact('migration', event.host, state)] };
}

function changesGuest(event: QemuEvent, say: Say): Meaning {
  const [from = '', to = ''] = runStates(event);
  const effects: readonly Effect[] = [fact('guest', event.host, to)];
  const isRunning = to === 'running';
  if (!isRunning && from !== 'running')
    return { action: 'control', text: `the guest, stopped, is in ${to}`, effects };
  const announced: Announced = {
    name: 'runstate_set',
    args: [hostNumber[event.host], isRunning ? 1 : 0],
  };
  return { ...spoken('control', announced, say), effects };
}

/** A request as the source hears of it, like `m0: start: 0x13b000 len: 0x1000`. */
function isAskedFor({ args }: QemuEvent, pages: Pages, say: Say): Meaning {
  const [, block = '', start, length] =
    /^(.*): start: (0x[0-9a-f]+) len: (0x[0-9a-f]+)/.exec(args) ?? [];
  const page = pages.indexOf({ block, page: Number(start) / PAGE_BYTES });
  if (page === undefined) return {};
  const count = Math.max(1, Number(length) / PAGE_BYTES);
  return spoken('control', { name: 'source_return_path_thread_req', args: [page, count] }, say);
}

/** Like `m0/0x13b000 page_abs=0x13b`. */
function findsRequest({ name, args }: QemuEvent, pages: Pages, say: Say): Meaning {
  const [, block = '', offset] = /^(.*)\/(0x[0-9a-f]+) /.exec(args) ?? [];
  const page = pages.indexOf({ block, page: Number(offset) / PAGE_BYTES });
  if (page === undefined) return {};
  const isDirty = name === 'get_queued_page';
  const announced: Announced = { name: 'get_queued_page', args: [page, isDirty ? 1 : 0] };
  if (isDirty) return spoken('send', announced, say);
  const text = `finds ${pages.names[page]} asked for, and sent already`;
  return { action: 'send', announced: [announced], text };
}

const PAGE_BYTES = 4096;

function waitsFor({ event, pages, ranges, say }: Line): Meaning {
  const page = indexAt(pages, pageOfEvent(event, ranges));
  if (page === undefined) return { action: 'load', text: 'waits for a page' };
  const meaning = spoken('load', { name: 'postcopy_ram_fault', args: [page] }, say);
  return { ...meaning, effects: [{ kind: 'requested', page }] };
}

function places({ event, pages, ranges, say }: Line): Meaning {
  const page = indexAt(pages, pageOfEvent(event, ranges));
  if (page === undefined) return { action: 'load' };
  const count = pages.pagesPerHostPage(page);
  const isZero = event.name === 'postcopy_place_page_zero';
  const announced: Announced = {
    name: 'postcopy_place_page',
    args: [page, count, isZero ? 1 : 0],
  };
  return {
    ...spoken('load', announced, say),
    effects: Array.from({ length: count }, (_, at) => ({ kind: 'arrives', page: page + at })),
    bulk: { kind: isZero ? 'place as zeros' : 'place', of: page },
  };
}

function indexAt(pages: Pages, place: PlaceInBlock | undefined): number | undefined {
  return place === undefined ? undefined : pages.indexOf(place);
}

/** The run state of a host before the first event that changes it. */
export function firstRunState({ events }: QemuRecording, host: HostName): string | undefined {
  const first = events.find((event) => event.host === host && event.name === 'runstate_set');
  return first === undefined ? undefined : runStates(first)[0];
}
