/**
 * The outcome of a stream: by the judge's own decoder, with a destination's memory kept by the rules of the
 * format, and in the engine's destination.
 */
import type { Incoming } from '../../../impl/engine/destination/incoming.ts';
import { startIncoming } from '../../../impl/engine/destination/incoming.ts';
import { faultThread } from '../../../impl/engine/mechanisms/postcopy/fault-thread.ts';
import { incomingThread } from '../../../impl/engine/destination/incoming-thread.ts';
import { listenThread } from '../../../impl/engine/mechanisms/postcopy/listen-thread.ts';
import { preemptThread } from '../../../impl/engine/mechanisms/preempt/preempt-thread.ts';
import { makeParts } from '../../../impl/rig/engine-parts.ts';
import { Scheduler } from '../../../impl/runtime/scheduler.ts';
import { Thread } from '../../../impl/runtime/thread.ts';
import type { Scenario } from '../../../impl/scenario.ts';
import { TARGET_PAGE_SIZE } from '../../../impl/scenario.ts';
import type { Layout } from '../../../impl/system.ts';
import type { StreamBlock, StreamListener } from '../../../traces/stream-grammar.ts';
import {
  decodeStream,
  makeRecordDecoder,
  makeStreamDecoder,
} from '../../../traces/stream-decoder.ts';
import { GrammarError } from '../../../traces/stream-grammar.ts';
import type { HostPageRange } from '../../judging/pages/host-pages.ts';
import { hostPageRanges } from '../../judging/pages/host-pages.ts';

/** A stream, and the scenario in which it was sent. */
export interface Recording {
  readonly scenario: Scenario;
  readonly stream: Uint8Array;
}

export interface Outcome {
  /** The destination's memory; `undefined` if it depends on which thread is faster. */
  readonly memory: Uint8Array | undefined;
  readonly isAccepted: boolean;
}

/** The memory that the destination must have after the stream, and whether the stream is valid. */
export function expectedOf({ scenario, stream }: Recording): Outcome {
  const { pageBytes, blocks } = scenario;
  const ranges = hostPageRanges(layoutOf(scenario));
  const memory = new Uint8Array(ranges.length * pageBytes);
  const firstPages = layoutOf(scenario).blocks.map(({ firstPage }) => firstPage);
  const decoder = makeStreamDecoder({ pageBytes });
  const actors = scenario.vcpus.length + 1;
  /** Host pages that were placed, by their first pages. */
  const present = new Set<number>();
  const gathering = makeGathering(ranges, present, memory);
  let isPlacing = false;

  const take = (block: number, page: number, content: Uint8Array): void => {
    const dense = (firstPages[block] as number) + page;
    if (isPlacing) return gathering.gather(dense, content);
    present.add((ranges[dense] as HostPageRange).first);
    memory.set(content, dense * pageBytes);
  };
  const listener: StreamListener = {
    blocks(listed) {
      const own = blocksToList(scenario, decoder.postcopy !== 'none');
      if (JSON.stringify(listed) !== JSON.stringify(own)) throw new GrammarError('other blocks');
    },
    advise(pageSizes) {
      const own = blocks.reduce((sizes, { hostPageSize }) => sizes | hostPageSize, 0);
      if (pageSizes !== own) throw new GrammarError('other page sizes');
    },
    zeroPage: (block, page) => take(block, page, new Uint8Array(pageBytes)),
    normalPage: (block, page, bytes, at) => take(block, page, bytes.slice(at, at + pageBytes)),
    discard(block, first, pages) {
      for (let page = first; page < first + pages; page++) {
        const range = ranges[(firstPages[block] as number) + page] as HostPageRange;
        present.delete(range.first);
        memory.fill(0, range.first * pageBytes, range.end * pageBytes);
      }
    },
    package() {
      isPlacing = true;
    },
    deviceState(positions) {
      if (positions.length !== actors) throw new GrammarError('another guest');
    },
    end() {
      gathering.end();
    },
  };
  try {
    const end = decodeStream(decoder, stream, { from: 0, end: stream.length }, listener);
    return { memory, isAccepted: end === stream.length && decoder.expects === 'nothing' };
  } catch (error) {
    if (!(error instanceof GrammarError)) throw error;
    // A package is loaded item by item, so pages may be placed before the invalid item.
    const isInPackage = isPlacing && decoder.postcopy !== 'active';
    return { memory: isInPackage ? undefined : memory, isAccepted: false };
  }
}

interface Gathering {
  readonly gather: (page: number, content: Uint8Array) => void;
  /** @throws GrammarError if a host page is incomplete */
  readonly end: () => void;
}

/** After the switch-over, host pages arrive target page by target page and are placed whole. */
function makeGathering(
  ranges: readonly HostPageRange[],
  present: Set<number>,
  memory: Uint8Array,
): Gathering {
  const gathered = new Map<number, Uint8Array>();
  let received = 0;
  return {
    gather(page, content) {
      const range = ranges[page] as HostPageRange;
      const [other] = gathered.keys();
      if (other !== undefined && ranges[other]?.first !== range.first)
        throw new GrammarError('a gap');
      if (gathered.has(page)) throw new GrammarError('a target page twice');
      gathered.set(page, content);
      if (++received < range.end - range.first) return;
      received = 0;
      if (present.has(range.first)) throw new GrammarError('placed twice');
      present.add(range.first);
      for (const [part, bytes] of gathered) memory.set(bytes, part * bytes.length);
      gathered.clear();
    },
    end() {
      if (received > 0) throw new GrammarError('ends inside a host page');
    },
  };
}

/** Like `expectedOf`, for a preempt channel of a destination that has no pages yet. */
export function expectedOfUrgent({ scenario, stream }: Recording): Outcome {
  const { pageBytes } = scenario;
  const { blocks } = layoutOf(scenario);
  const ranges = hostPageRanges({ blocks });
  const memory = new Uint8Array(ranges.length * pageBytes);
  const listed = blocks.map(({ name, usedPages }) => ({ name, pages: usedPages }));
  const decoder = makeRecordDecoder({ pageBytes }, listed);
  const { gather, end } = makeGathering(ranges, new Set(), memory);
  const dense = (block: number, page: number): number => (blocks[block]?.firstPage ?? 0) + page;
  const nothing = (): void => undefined;
  const listener: StreamListener = {
    blocks: nothing,
    deviceState: nothing,
    zeroPage: (block, page) => gather(dense(block, page), new Uint8Array(pageBytes)),
    normalPage: (block, page, bytes, at) =>
      gather(dense(block, page), bytes.slice(at, at + pageBytes)),
    end,
  };
  try {
    decodeStream(decoder, stream, { from: 0, end: stream.length }, listener);
    return { memory, isAccepted: decoder.expects === 'nothing' };
  } catch (error) {
    if (!(error instanceof GrammarError)) throw error;
    return { memory, isAccepted: false };
  }
}

/** Like `load`, by the thread that reads the preempt channel, on a listening destination. */
export function loadUrgent({ scenario, stream }: Recording): Outcome {
  const { shared, incoming } = makeParts(scenario);
  const { preempt } = incoming;
  if (preempt === undefined) throw new Error('the scenario has no preempt channel');
  const { channel } = preempt.from;
  const thread = new Thread(0, 'preempt', (self) => preemptThread(self, incoming, preempt));
  const scheduler = new Scheduler(shared, [thread]);
  for (const object of shared.objects) object.reset();
  scheduler.restart();
  startIncoming(incoming);
  incoming.userFault.register();
  incoming.listening.set(true);
  preempt.accepted.set(true);
  channel.open();
  channel.putBytes(stream);
  channel.flush();
  for (let steps = 0; !thread.isFinished; steps++) {
    if (steps > 20 * stream.length + 100) throw new Error('the loader does not end');
    if (shared.ready.has(thread.id)) scheduler.step(0);
    else channel.close();
  }
  return { memory: memoryOf(scenario, incoming), isAccepted: incoming.load.end !== 'refused' };
}

/** The destination's memory as bytes. */
function memoryOf({ blocks, pageBytes }: Scenario, { machine }: Incoming): Uint8Array {
  const pages = blocks.reduce((sum, { usedPages }) => sum + usedPages, 0);
  const words = Array.from({ length: (pages * pageBytes) / 4 }, (_, index) =>
    machine.memory.peekWord(Math.floor((index * 4) / pageBytes), index % (pageBytes / 4)),
  );
  return new Uint8Array(Int32Array.from(words).buffer);
}

/**
 * The blocks as a stream lists them: with a page size only in postcopy, and only if it is not the usual one.
 */
function blocksToList({ blocks }: Scenario, isPostcopy: boolean): readonly StreamBlock[] {
  return blocks.map(({ name, usedPages, hostPageSize }) => {
    const isSaid = isPostcopy && hostPageSize !== TARGET_PAGE_SIZE;
    return { name, pages: usedPages, ...(isSaid ? { pageSize: hostPageSize } : {}) };
  });
}

/** The part of the layout that the judge's helpers need, from the scenario alone. */
function layoutOf({ blocks }: Scenario): Pick<Layout, 'blocks'> {
  let firstPage = 0;
  return {
    blocks: blocks.map(({ name, usedPages, hostPageSize }) => {
      const block = { name, firstPage, usedPages, hostPageSize, takesWordPath: false };
      firstPage += usedPages;
      return block;
    }),
  };
}

/** The outcome of the stream in the engine's destination, run by the destination's threads alone. */
export function load({ scenario, stream }: Recording): Outcome {
  const { shared, incoming } = makeParts(scenario);
  const [{ channel }] = incoming.channels;
  const threads = [incomingThread, listenThread, faultThread].map(
    (body, id) => new Thread(id, `t${id}`, (self) => body(self, incoming)),
  );
  const scheduler = new Scheduler(shared, threads);
  for (const object of shared.objects) object.reset();
  scheduler.restart();
  startIncoming(incoming);
  channel.open();
  channel.putBytes(stream);
  channel.flush();
  for (let steps = 0; ; steps++) {
    if (steps > 20 * stream.length + 100) throw new Error('the loader does not end');
    const ready = threads.find(({ id }) => shared.ready.has(id));
    if (ready !== undefined) scheduler.step(ready.id);
    else if (channel.isClosed || incoming.load.end !== undefined) break;
    else channel.close();
  }
  const { end, postcopy } = incoming.load;
  const isOver = incoming.load.package === undefined || postcopy === 'end';
  return {
    memory: memoryOf(scenario, incoming),
    isAccepted: end === 'loaded' && isOver,
  };
}
