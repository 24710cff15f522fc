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
  const reader = readMainChannel();
  const items = reader.push(main.bytes);
  const complaint = reader.complaint();
  if (complaint !== undefined) return `${main.file}: ${complaint}`;
  const listed = reader.blocks();
  const count = countRecords();
  const wires: Wire[] = [{ channel: 'main', attempt: 0, items: items.map(count.record) }];
  const events = eventsOf(logs);
  for (const { channel, bytes } of captures) {
    if (channel === 'return-path') {
      const back = readReturnPath().push(bytes);
      wires.push({ channel: 'return', attempt: 0, items: back.map(count.record) });
    }
    if (channel === 'preempt') {
      const urgent = readPreemptChannel(listed).push(bytes);
      wires.push({ channel: 'preempt', attempt: 0, items: urgent.map(count.record) });
    }
  }
  if (!captures.some(({ channel }) => channel === 'return-path'))
    wires.push({ channel: 'return', attempt: 0, items: requestsIn(events) });
  const pages = listed.reduce((sum, block) => sum + block.pages, 0);
  const unsent = pages - count.versions.size;
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

/** Times are counted from the first event; in logs without times, events are numbered by their lines. */
export function eventsOf(logs: readonly ReadLog[]): readonly QemuEvent[] {
  const began = Math.min(...logs.flatMap(({ events }) => events.map(({ us }) => us ?? 0)));
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
  const record = (item: WireItem): RecordedItem => {
    if (item.kind !== 'record') return withoutPlace(item);
    const { kind, block, page } = item;
    const key = `${block}:${page}`;
    const version = versions.get(key) ?? 0;
    versions.set(key, version + 1);
    const isZero = item.content === undefined || item.content.every((byte) => byte === 0);
    const content: PageContent = isZero ? 'zero' : version;
    if (version === 0 && isZero) zeroAtFirst.add(key);
    if (version > 0) writes.push(writeOf(block, page, content));
    return { kind, block, page, content };
  };
  return { versions, record, zeroAtFirst, writes };
}

function writeOf(block: string, page: number, content: PageContent): GuestOperation {
  const place = { block, page, content };
  return { host: 'source', actor: 'vcpu', kind: 'write', ...place, begun: 0, acknowledged: null };
}

function withoutPlace(item: Exclude<WireItem, { readonly kind: 'record' }>): RecordedItem {
  switch (item.kind) {
    case 'section':
      return { kind: item.kind, type: item.type };
    case 'discard':
      return { kind: item.kind, block: item.block, ranges: item.ranges };
    case 'command':
      return { kind: item.kind, name: item.name, argument: item.argument };
    case 'request':
      return { kind: item.kind, block: item.block, page: item.page, pages: item.pages };
    default:
      return { kind: item.kind };
  }
}

function recordBlock(
  { name, pages, pageSize = PAGE_BYTES }: StreamBlock,
  zeroAtFirst: ReadonlySet<string>,
): RecordedBlock {
  const zeros = Array.from({ length: pages }, (_, page) => page)
    .filter((page) => zeroAtFirst.has(`${name}:${page}`))
    .map((page) => [page, 1] as const);
  return { name, pages, pagesPerHostPage: Math.max(1, pageSize / PAGE_BYTES), zeros };
}
