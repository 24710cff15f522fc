/** Alterations of recordings, each with the place at which it must be rejected. */
import type {
  GuestOperation,
  QemuEvent,
  QemuRecording,
  RecordedItem,
} from '../../../traces/recording-file.ts';

/** A mutable recording. */
export type Draft = Mutable<QemuRecording>;
type Mutable<Value> = Value extends object
  ? { -readonly [Key in keyof Value]: Mutable<Value[Key]> }
  : Value;

/** Expected parts of the rejection. */
interface Expected {
  readonly where: string;
  readonly page?: string | undefined;
  readonly guard: string;
}

export interface Alteration {
  readonly recording: string;
  /** Alters the draft. @returns what the rejection must say */
  readonly alter: (draft: Draft) => Expected;
}

export const alterations: Readonly<Record<string, Alteration>> = {
  'the last record of a page is dropped': {
    recording: 'precopy',
    alter(draft) {
      const { items, at, item } = lastRewritten(draft);
      items.splice(at, 1);
      const done = draft.events.find(isState('completed')) as QemuEvent;
      const where = `source log at ${done.at}: migrate_set_state`;
      return { where, page: `m0:${item.page}`, guard: 'nothing is owed for any page' };
    },
  },
  'the last record of a page holds what an earlier one held': {
    recording: 'precopy',
    alter(draft) {
      const { items, at, item } = lastRewritten(draft);
      const earlier = recordsOf(items).find((one) => one.item.page === item.page);
      item.content = (earlier as FoundRecord).item.content;
      return { where: `wire 0 item ${at}`, page: `m0:${item.page}`, guard: OTHER_CONTENT };
    },
  },
  'two pages are swapped': {
    recording: 'precopy',
    alter(draft) {
      const { items } = lastRewritten(draft);
      const [one, other] = recordsOf(items).filter(({ item }) => item.content === 0) as [
        FoundRecord,
        FoundRecord,
      ];
      one.item.content = 'foreign';
      other.item.content = 'foreign';
      return { where: `wire 0 item ${one.at}`, page: `m0:${one.item.page}`, guard: OTHER_CONTENT };
    },
  },
  'a sync is left out': {
    recording: 'precopy',
    alter(draft) {
      const [, second] = draft.events.filter(({ name }) => name === 'migration_bitmap_sync_start');
      const from = (second as QemuEvent).at;
      const next = draft.events.find(
        ({ at, name }) => at > from && name === 'savevm_section_start',
      );
      draft.events = draft.events.filter(
        ({ name, at }) =>
          !name.startsWith('migration_bitmap_sync') || at < from || at > (next as QemuEvent).at,
      );
      const { items } = lastRewritten(draft);
      const seen = new Set<number>();
      const again = recordsOf(items).find(({ item }) => seen.size === seen.add(item.page).size);
      const { at, item } = again as FoundRecord;
      const guard = 'a sync has marked the page since it was sent';
      return { where: `wire 0 item ${at}`, page: `m0:${item.page}`, guard };
    },
  },
  'the migration completes before its last section': {
    recording: 'cancel-retry',
    alter(draft) {
      const starts = draft.events.filter(({ name }) => name === 'savevm_section_start');
      const last = starts.at(-1) as QemuEvent;
      const done = draft.events.find(isState('completed')) as Mutable<QemuEvent>;
      done.at = last.at;
      draft.events = draft.events.filter((event) => event !== done);
      draft.events.splice(draft.events.indexOf(last), 0, done);
      const where = `source log at ${last.at}: migrate_set_state`;
      return { where, guard: 'nothing is owed for any page' };
    },
  },
  'a page is written after the stop': {
    recording: 'precopy',
    alter(draft) {
      const stop = draft.events.findIndex(({ args }) => args.includes('(finish-migrate)'));
      const after = (draft.events[stop + 1] as QemuEvent).at + 1;
      const write = draft.operations.find(({ kind }) => kind === 'write') as GuestOperation;
      const late = { ...write, content: 99, begun: after, acknowledged: after + 1 };
      draft.operations.push(late);
      const where = `operation ${draft.operations.length - 1}`;
      return { where, page: `m0:${write.page}`, guard: 'the guest runs on the source' };
    },
  },
  'the destination holds an older version at the end': {
    recording: 'precopy',
    alter(draft) {
      const at = draft.memory.findIndex(
        ({ host, content }) => host === 'destination' && typeof content === 'number' && content > 0,
      );
      const found = draft.memory[at] as Mutable<QemuRecording['memory'][number]>;
      found.content = 0;
      const guard = 'memory holds what was written and sent';
      return { where: `memory ${at}`, page: `m0:${found.page}`, guard };
    },
  },
  'a page that was not owed is sent after the switch-over': {
    recording: 'postcopy',
    alter(draft) {
      const { items, at } = firstAfterSwitch(draft);
      items.splice(at + 1, 0, { kind: 'record', block: 'm0', page: 0, content: 'zero' });
      return { where: `wire 0 item ${at + 1}`, page: 'm0:0', guard: NOT_OWED };
    },
  },
  'a page is sent twice after the switch-over': {
    recording: 'postcopy',
    alter(draft) {
      const { items, at, item } = firstAfterSwitch(draft);
      items.splice(at + 1, 0, { ...item });
      return {
        where: `wire 0 item ${at + 1}`,
        page: `${item.block}:${item.page}`,
        guard: NOT_OWED,
      };
    },
  },
  'a page that is owed is not discarded': {
    recording: 'postcopy',
    alter(draft) {
      const items = wireOf(draft, 'main');
      const at = items.findIndex((item) => item.kind === 'discard' && item.block === 'm0');
      const { ranges } = items[at] as Mutable<Extract<RecordedItem, { kind: 'discard' }>>;
      const last = ranges.at(-1) as [number, number];
      last[1]--;
      const page = `m0:${last[0] + last[1]}`;
      return { where: `wire 0 item ${at}`, page, guard: 'nothing is owed for any page' };
    },
  },
  'no sync has run between stop and switch-over': {
    recording: 'postcopy',
    alter(draft) {
      const stop = draft.events.find(({ args }) => args.includes('(finish-migrate)')) as QemuEvent;
      draft.events = draft.events.filter(
        ({ name, at }) => !name.startsWith('migration_bitmap_sync') || at < stop.at,
      );
      const items = wireOf(draft, 'main');
      const at = items.findIndex(({ kind }) => kind === 'discard');
      const guard = 'the guest is stopped, and a sync has run since';
      return { where: `wire 0 item ${at}`, guard };
    },
  },
  'a request is never answered': {
    recording: 'postcopy',
    alter(draft) {
      const request = wireOf(draft, 'return').find(
        (item) => item.kind === 'request' && item.block === 'pc.bios',
      ) as Extract<RecordedItem, { kind: 'request' }>;
      const items = wireOf(draft, 'main');
      const from = firstAfterSwitch(draft).at;
      const at = items.findIndex(
        (item, index) =>
          index >= from &&
          item.kind === 'record' &&
          item.block === 'pc.bios' &&
          item.page === request.page,
      );
      items.splice(at, 1);
      const range = draft.events.find(({ args }) => args.startsWith('pc.bios: ')) as QemuEvent;
      const address = /0x[0-9a-f]+/.exec(range.args)?.[0] ?? '';
      draft.events = draft.events.filter(({ args }) => args !== `host=${address}`);
      const starts = draft.events.filter(({ name }) => name === 'savevm_section_end');
      const where = `source log at ${starts.at(-1)?.at}: savevm_section_end`;
      return { where, page: `pc.bios:${request.page}`, guard: 'nothing is owed for any page' };
    },
  },
  'a page is placed twice': {
    recording: 'postcopy',
    alter(draft) {
      const at = draft.events.findIndex(({ name }) => name === 'postcopy_place_page');
      const place = draft.events[at] as QemuEvent;
      draft.events.splice(at + 1, 0, { ...place, at: place.at + 1 });
      const where = `destination log at ${place.at + 1}: postcopy_place_page`;
      return { where, guard: 'all of the host page has arrived' };
    },
  },
  'a missed page is never requested': {
    recording: 'postcopy',
    alter(draft) {
      const back = wireOf(draft, 'return');
      back.splice(
        back.findIndex(({ kind }) => kind === 'request'),
        1,
      );
      const at = draft.events.findIndex(({ name }) => name === FAULT);
      const fault = draft.events[at] as QemuEvent;
      // QEMU logs each request, which stored recordings omit.
      const [, address] = /HVA=(0x[0-9a-f]+)/.exec(fault.args) ?? [];
      const args = `new page req ${address} total 1`;
      draft.events.splice(at + 1, 0, { ...fault, name: 'postcopy_page_req_add', args });
      const where = `destination log at ${fault.at}: ${FAULT}`;
      return { where, page: undefined, guard: 'a missing page is requested' };
    },
  },
  'a page that nothing waits for overtakes the others': {
    recording: 'preempt',
    alter(draft) {
      const { items, at, item } = firstAfterSwitch(draft, 'zero');
      items.splice(at, 1);
      const urgent = wireOf(draft, 'preempt');
      urgent.unshift(item);
      const wire = draft.wires.findIndex(({ channel }) => channel === 'preempt');
      const page = `${item.block}:${item.page}`;
      return {
        where: `wire ${wire} item 0`,
        page,
        guard: 'a thread on the destination waits for the page',
      };
    },
  },
  'the destination runs before the source has stopped': {
    recording: 'postcopy',
    alter(draft) {
      const runs = draft.events.find(
        ({ host, name, args }) =>
          host === 'destination' && name === 'runstate_set' && args.endsWith('(running)'),
      ) as Mutable<QemuEvent>;
      const stop = draft.events.find(({ args }) => args.includes('(finish-migrate)')) as QemuEvent;
      runs.at = stop.at - 1;
      const where = `destination log at ${runs.at}: runstate_set`;
      return { where, page: undefined, guard: 'the source was stopped before' };
    },
  },
};

const OTHER_CONTENT = 'the record holds what the page holds';
const NOT_OWED = 'after the switch-over, the page is owed';
const FAULT = 'postcopy_ram_fault_thread_request';

type RecordItem = Mutable<Extract<RecordedItem, { kind: 'record' }>>;

interface FoundRecord {
  readonly items: Mutable<RecordedItem>[];
  readonly at: number;
  readonly item: RecordItem;
}

function wireOf(draft: Draft, channel: string): Mutable<RecordedItem>[] {
  return draft.wires.find((wire) => wire.channel === channel)?.items ?? [];
}

function recordsOf(items: Mutable<RecordedItem>[]): readonly FoundRecord[] {
  return items.flatMap((item, at) =>
    item.kind === 'record' && item.block === 'm0' ? [{ items, at, item }] : [],
  );
}

/** The last record of a page that had been sent before with another content. */
function lastRewritten(draft: Draft): FoundRecord {
  const records = recordsOf(wireOf(draft, 'main'));
  const isAgain = ({ at, item }: FoundRecord): boolean =>
    records.some(
      (one) => one.at < at && one.item.page === item.page && one.item.content !== item.content,
    );
  return records.findLast(isAgain) as FoundRecord;
}

function firstAfterSwitch(draft: Draft, content?: string): FoundRecord {
  const items = wireOf(draft, 'main');
  const from = items.findIndex(({ kind }) => kind === 'package');
  const at = items.findIndex(
    (item, index) =>
      index > from && item.kind === 'record' && (content === undefined || item.content === content),
  );
  return { items, at, item: items[at] as RecordItem };
}

function isState(state: string): (event: QemuEvent) => boolean {
  return ({ host, name, args }) =>
    host === 'source' && name === 'migrate_set_state' && args.endsWith(state);
}
