/**
 * A recording made of logs and captures alone. What the guest did is unknown, so each page that is sent again
 * is assumed to have been written before, at any time. What is rejected even so is wrong for every guest.
 */
import type {
  GuestOperation,
  PageContent,
  QemuEvent,
  QemuRecording,
  RecordedBlock,
  RecordedItem,
  Wire,
} from '../../../../traces/recording-file.ts';
import type { WireItem } from '../../../../traces/wire-reader.ts';
import {
  readMainChannel,
  readPreemptChannel,
  readReturnPath,
} from '../../../../traces/wire-reader.ts';
import type { StreamBlock } from '../../../../traces/stream-grammar.ts';
import { earliest, rangesOf, recordItem } from '../../recorded-item.ts';
import { addressRanges, pageOfEvent } from '../qemu-log.ts';
import type { Capture } from './read-capture.ts';
import type { ReadLog } from './read-log.ts';

const PAGE_BYTES = 4096;

/** @returns the recording, or the reason why pages cannot be judged */
export function makeRawRecording(
  logs: readonly ReadLog[],
  captures: readonly Capture[],
): QemuRecording | string {
  const main = captures.find(({ channel }) => channel === 'main');
  if (main === undefined) return 'there is no stream of a main channel';
  const unused = captures.map((capture) => whyUnused(capture, captures));
  const why = unused.find((one) => one !== undefined);
  if (why !== undefined) return why;
  const reader = readMainChannel();
  const items = reader.push(main.bytes);
  const listed = reader.blocks();
  const count = countRecords();
  const wires: Wire[] = [{ channel: 'main', attempt: 0, items: items.map(count.record) }];
  const events = eventsOf(logs);
  const readers = [{ file: main.file, reader }];
  for (const { file, channel, bytes } of captures) {
    if (channel !== 'return-path' && channel !== 'preempt') continue;
    const other = channel === 'preempt' ? readPreemptChannel(listed) : readReturnPath();
    readers.push({ file, reader: other });
    wires.push({
      channel: channel === 'preempt' ? 'preempt' : 'return',
      attempt: 0,
      items: other.push(bytes).map(count.record),
    });
  }
  const broken = readers.find((one) => one.reader.complaint() !== undefined);
  if (broken !== undefined) return `${broken.file}: ${broken.reader.complaint()}`;
  if (wires.every(({ channel }) => channel !== 'return'))
    wires.push({ channel: 'return', attempt: 0, items: requestsIn(events) });
  const pages = listed.reduce((sum, block) => sum + block.pages, 0);
  const hasUrgent = wires.some(({ channel }) => channel === 'preempt');
  const unsent = pages - count.versions.size + (hasUrgent ? 0 : forgottenIn(items, count));
  if (unsent > 0)
    return `${unsent} pages are in none of the streams: they were sent on another channel, or not at all`;
  return {
    format: 'migcheck-recording',
    version: 1,
    system: { version: 'unknown', machine: 'unknown', accelerator: 'unknown' },
    scenario: 'as captured',
    blocks: listed.map((block) => recordBlock(block, count.zeroAtFirst)),
    operations: count.writes,
    wires,
    events,
    statuses: [],
    memory: [],
  };
}

function whyUnused(capture: Capture, captures: readonly Capture[]): string | undefined {
  const { file, channel } = capture;
  if (channel === 'multifd') return `${file}: the pages of multifd channels cannot be judged`;
  const isFirst = captures.find((one) => one.channel === channel) === capture;
  return isFirst ? undefined : `${file}: a second stream of a ${channel} channel`;
}

/** @returns how many pages are discarded after their last record, and so were sent again elsewhere, if at all */
function forgottenIn(items: readonly WireItem[], { versions }: Counting): number {
  const forgotten = new Set<string>();
  for (const item of items) {
    if (item.kind === 'record') forgotten.delete(`${item.block}:${item.page}`);
    if (item.kind !== 'discard') continue;
    for (const [first, pages] of item.ranges)
      for (let page = first; page < first + pages; page++) forgotten.add(`${item.block}:${page}`);
  }
  return [...forgotten].filter((page) => versions.has(page)).length;
}

/** Times are counted from the first event; in logs without times, events are numbered by their lines. */
export function eventsOf(logs: readonly ReadLog[]): readonly QemuEvent[] {
  const began = earliest(logs.flatMap(({ events }) => events.map(({ us }) => us ?? 0)));
  return logs.flatMap(({ host, events, isTimed }) =>
    events.map(({ thread, us, name, args }, index) => ({
      host,
      ...(thread === undefined ? {} : { thread }),
      at: isTimed ? (us ?? 0) - began : index,
      name,
      args,
    })),
  );
}

/**
 * The requests, if there is no capture of the return path: every page that was missed counts as requested.
 */
function requestsIn(events: readonly QemuEvent[]): readonly RecordedItem[] {
  const destination = events.filter(({ host }) => host === 'destination');
  const ranges = addressRanges(destination);
  return destination.flatMap((event): readonly RecordedItem[] => {
    if (event.name !== 'postcopy_ram_fault_thread_request') return [];
    const place = pageOfEvent(event, ranges);
    return place === undefined ? [] : [{ kind: 'request', ...place, pages: 1 }];
  });
}

interface Counting {
  /** Number of records of each page. */
  readonly versions: ReadonlyMap<string, number>;
  readonly record: (item: WireItem) => RecordedItem;
  readonly zeroAtFirst: ReadonlySet<string>;
  readonly writes: readonly GuestOperation[];
}

/** Each record of a page counts as another version of it. */
function countRecords(): Counting {
  const versions = new Map<string, number>();
  const zeroAtFirst = new Set<string>();
  const writes: GuestOperation[] = [];
  const nameOf = (block: string, page: number, bytes: Uint8Array | undefined): PageContent => {
    const key = `${block}:${page}`;
    const version = versions.get(key) ?? 0;
    versions.set(key, version + 1);
    const isZero = bytes === undefined || bytes.every((byte) => byte === 0);
    const content: PageContent = isZero ? 'zero' : version;
    if (version === 0 && isZero) zeroAtFirst.add(key);
    if (version > 0) writes.push(writeOf(block, page, content));
    return content;
  };
  const record = (item: WireItem): RecordedItem => recordItem(item, nameOf);
  return { versions, record, zeroAtFirst, writes };
}

function writeOf(block: string, page: number, content: PageContent): GuestOperation {
  const place = { block, page, content };
  return { host: 'source', actor: 'vcpu', kind: 'write', ...place, begun: 0, acknowledged: null };
}

function recordBlock(
  { name, pages, pageSize = PAGE_BYTES }: StreamBlock,
  zeroAtFirst: ReadonlySet<string>,
): RecordedBlock {
  const zeros = rangesOf(pages, (page) => zeroAtFirst.has(`${name}:${page}`));
  return { name, pages, pagesPerHostPage: Math.max(1, pageSize / PAGE_BYTES), zeros };
}
