/**
 * The judge's own reading of the wire: decodes each step's bytes, and keeps the newest copy of every page
 * that was sent.
 */
import type { ChannelView, Layout, Views } from '../../../impl/system.ts';
import { channel, channels, migrationStatus } from '../../../impl/tracepoints.ts';
import type { StreamBlock, StreamDecoder, StreamListener } from '../../../traces/stream-grammar.ts';
import {
  decodeStream,
  makeRecordDecoder,
  makeStreamDecoder,
  resetRecordDecoder,
  resetStreamDecoder,
  resumeStreamDecoder,
} from '../../../traces/stream-decoder.ts';
import { GrammarError } from '../../../traces/stream-grammar.ts';
import { noteHeldBefore } from '../pages/held-before.ts';
import { pagesBefore } from '../pages/offsets.ts';
import type { Capacity } from './capacity.ts';
import type { Oracle } from './oracle.ts';
import type { Target } from './target.ts';

export interface StreamReading {
  /**
   * Content of the newest copy of each page that was sent in this migration, word by word; what the
   * destination held before, if none was sent.
   */
  readonly newest: Int32Array;
  /** What was decoded from each channel in this step. */
  readonly sent: readonly SentRecords[];
  /** 1 for each page that the destination has been told to forget and that was not sent since. */
  readonly forgotten: Uint8Array;
  /** The whole stream has been read, up to its end. */
  isComplete: boolean;
  /** Device state, one number per actor, once it has been read. */
  positions: readonly number[];
  /** What is wrong with what was sent in this step, if anything. */
  complaint: string | undefined;
}

/** Keeps a reading. Each migration starts afresh, with what the destination holds before it. */
export interface StreamReader extends Oracle {
  readonly retarget: () => void;
  readonly reset: () => void;
  /** Reads what has been sent since the last call. */
  readonly readOn: () => void;
}

export interface SentRecords {
  /** Number of page records that were decoded in this step. */
  records: number;
  /** The page of the last of these records. */
  lastPage: number;
  lastIsZero: boolean;
}

/** Its arrays have room for the largest layout; with a smaller one, the rest is unused. */
export function makeReading({
  pages,
  pageWords,
}: Pick<Capacity, 'pages' | 'pageWords'>): StreamReading {
  return {
    newest: new Int32Array(pageWords),
    forgotten: new Uint8Array(pages),
    sent: channels.map(() => ({ records: 0, lastPage: 0, lastIsZero: false })),
    isComplete: false,
    positions: [],
    complaint: undefined,
  };
}

/** Clears a reading for a layout of which nothing has been read yet. */
export function forgetReading(reading: StreamReading, { pages, pageWords }: Layout): void {
  reading.newest.fill(0, 0, pages * pageWords);
  reading.forgotten.fill(0, 0, pages);
  for (const one of reading.sent) one.records = 0;
  reading.isComplete = false;
  reading.positions = [];
  reading.complaint = undefined;
}

export function streamReader(reading: StreamReading, target: Target): StreamReader {
  let layout: Layout;
  let views: Views;
  const shape = { pageBytes: 0 };
  const decoder = makeStreamDecoder(shape);
  let blocks: readonly StreamBlock[] = [];
  const urgentDecoder = makeRecordDecoder(shape, blocks);
  /** Offset in the stream of the next byte to decode, for each channel. */
  const decoded = channels.map(() => 0);
  const connect = (prepare: (decoder: StreamDecoder) => void): void => {
    prepare(decoder);
    restartUrgent();
    decoded[channel.main] = 0;
    reading.isComplete = false;
  };
  const restart = (): void => {
    connect(resetStreamDecoder);
    noteHeldBefore(target, reading.newest);
    reading.forgotten.fill(0, 0, layout.pages);
    for (const one of reading.sent) one.records = 0;
  };
  const restartUrgent = (): void => {
    resetRecordDecoder(urgentDecoder, blocks);
    decoded[channel.preempt] = 0;
  };
  const decoders = [decoder, urgentDecoder];
  const listeners = reading.sent.map((sent) => takeDown(reading, sent, target));
  // The end of the preempt channel does not mean that the stream is complete.
  const urgentListener = listeners[channel.preempt] as StreamListener;
  listeners[channel.preempt] = { ...urgentListener, end: () => undefined };

  const readChannel = (number: number, view: ChannelView): void => {
    const end = view.base + view.tail;
    const from = (decoded[number] as number) - view.base;
    if (view.peekClosed() || from === view.tail) return;
    try {
      const range = { from, end: view.tail };
      const listener = listeners[number] as StreamListener;
      const read = decodeStream(decoders[number] as StreamDecoder, view.bytes, range, listener);
      decoded[number] = view.base + read;
    } catch (error) {
      if (!(error instanceof GrammarError)) throw error;
      decoded[number] = end;
      reading.complaint =
        number === channel.main ? error.message : `on the preempt channel, at ${error.message}`;
    }
  };
  return {
    retarget() {
      ({ layout, views } = target);
      shape.pageBytes = layout.pageWords * 4;
      const { scenario } = target;
      blocks = layout.blocks.map(({ name, usedPages }, block) => {
        return { name, pages: pagesBefore(scenario, block) + usedPages };
      });
      forgetReading(reading, layout);
    },
    reset: restart,
    on: {
      migrate_set_state(status) {
        if (status === migrationStatus.setup) restart();
      },
      postcopy_preempt_connect: restartUrgent,
      migrate_resume: () => connect(resumeStreamDecoder),
    },
    readOn() {
      for (const one of reading.sent) one.records = 0;
      reading.complaint = undefined;
      readChannel(channel.main, views.channel);
      if (views.preemptChannel !== undefined) readChannel(channel.preempt, views.preemptChannel);
    },
  };
}

/**
 * @param number - the number of the page in its block, on the wire
 * @returns the page's dense index
 * @throws GrammarError if the page comes before the first that the machine has
 */
export function denseIndex(
  { layout, scenario }: Pick<Target, 'layout' | 'scenario'>,
  block: number,
  number: number,
): number {
  const page = number - pagesBefore(scenario, block);
  if (page < 0)
    throw new GrammarError(`page ${number} of ${layout.blocks[block]?.name} is not plugged in`);
  return (layout.blocks[block]?.firstPage ?? 0) + page;
}

/** Writes what the decoder decodes into the reading. */
function takeDown(
  reading: StreamReading,
  sent: SentRecords,
  target: Pick<Target, 'layout' | 'scenario'>,
): StreamListener {
  /** @returns where the page's content begins in `newest` */
  const record = (block: number, page: number, isZero: boolean): number => {
    const { layout } = target;
    sent.records++;
    sent.lastPage = denseIndex(target, block, page);
    sent.lastIsZero = isZero;
    reading.forgotten[sent.lastPage] = 0;
    return sent.lastPage * layout.pageWords;
  };
  return {
    blocks(blocks) {
      reading.complaint = compareBlocks(blocks, target);
    },
    zeroPage(block, page) {
      const first = record(block, page, true);
      reading.newest.fill(0, first, first + target.layout.pageWords);
    },
    normalPage(block, page, bytes, at) {
      const first = record(block, page, false);
      const { pageWords } = target.layout;
      let any = 0;
      for (let word = 0; word < pageWords; word++) {
        const value = littleEndian(bytes, at + word * 4);
        reading.newest[first + word] = value;
        any |= value;
      }
      if (any === 0) reading.complaint = 'a page of zeros is sent in full';
    },
    nameRepeated(block) {
      reading.complaint = `block ${target.layout.blocks[block]?.name} is named again needlessly`;
    },
    advise(pageSizes) {
      const { blocks } = target.layout;
      const expected = blocks.reduce((sizes, block) => sizes | block.hostPageSize, 0);
      if (pageSizes !== expected) reading.complaint = 'the announced page sizes are wrong';
      // A destination that may switch over to postcopy first drops what it holds.
      reading.newest.fill(0, 0, target.layout.pages * target.layout.pageWords);
    },
    discard(number, from, pages) {
      const { pageWords } = target.layout;
      const first = denseIndex(target, number, from);
      reading.forgotten.fill(1, first, first + pages);
      reading.newest.fill(0, first * pageWords, (first + pages) * pageWords);
    },
    deviceState(positions) {
      reading.positions = positions;
    },
    end() {
      reading.isComplete = true;
    },
  };
}

/** What is wrong with the list of blocks that a stream begins with, if anything. */
export function compareBlocks(
  blocks: readonly StreamBlock[],
  { layout, scenario }: Pick<Target, 'layout' | 'scenario'>,
): string | undefined {
  const isSame =
    blocks.length === layout.blocks.length &&
    layout.blocks.every(
      ({ name, usedPages, hostPageSize }, index) =>
        blocks[index]?.name === name &&
        blocks[index].pages === pagesBefore(scenario, index) + usedPages &&
        (blocks[index].pageSize ?? hostPageSize) === hostPageSize,
    );
  return isSame ? undefined : 'the blocks that the stream lists are not those of the machine';
}

function littleEndian(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)
  );
}
