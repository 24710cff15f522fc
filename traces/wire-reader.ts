/**
 * One direction of one channel of a real migration, cut into items, so that a proxy in between can
 * identify each item and hold it back. Bytes may arrive in any portions.
 */
import type { StreamBlock, StreamDecoder, StreamListener } from './stream-grammar.ts';
import type { ReturnMessage } from './return-path-decoder.ts';
import { decodeReturnPath, makeReturnPathDecoder } from './return-path-decoder.ts';
import { GrammarError } from './stream-grammar.ts';
import {
  decodeStream,
  makeRecordDecoder,
  makeStreamDecoder,
  resumeStreamDecoder,
} from './stream-decoder.ts';

/** The content of an item. Blocks are named; pages are target page numbers within their block. */
type WireContent =
  /** Items that do not matter here: magic and version, and details of the configuration. */
  | { readonly kind: 'header' }
  | { readonly kind: 'configuration'; readonly machine: string }
  | { readonly kind: 'blocks'; readonly blocks: readonly StreamBlock[] }
  | { readonly kind: 'section'; readonly type: 'part' | 'end' }
  | { readonly kind: 'end-of-section' }
  /** `content` is `undefined` for a page of zeros. */
  | {
      readonly kind: 'record';
      readonly block: string;
      readonly page: number;
      readonly content: Uint8Array | undefined;
    }
  | { readonly kind: 'command'; readonly name: string; readonly argument: string }
  | { readonly kind: 'advise'; readonly pageSizes: number }
  | {
      readonly kind: 'discard';
      readonly block: string;
      /** First page and number of pages of each range. */
      readonly ranges: readonly (readonly [first: number, pages: number])[];
    }
  /** The package with its whole content: the destination listens, loads the device state, and runs. */
  | { readonly kind: 'package' }
  | { readonly kind: 'opaque' }
  | { readonly kind: 'end' }
  | ReturnMessage;

/** Bytes `[from, end)` of the channel. */
export type WireItem = WireContent & { readonly from: number; readonly end: number };

export interface WireReader {
  /** @returns the items that are complete with these bytes, in order */
  readonly push: (bytes: Uint8Array) => readonly WireItem[];
  /** The blocks that the stream has listed, which the reader of a preempt channel needs. */
  readonly blocks: () => readonly StreamBlock[];
  /** Whether the channel may end here. */
  readonly isWhole: () => boolean;
  /** What is wrong with the first invalid item, in one line; nothing is read after it. */
  readonly complaint: () => string | undefined;
  /** The link has dropped: from here on the bytes are those of the link on which postcopy resumes. */
  readonly resume: () => void;
}

const SHAPE = { pageBytes: 4096, writer: 'qemu' } as const;

/** For the main channel of a migration. */
export function readMainChannel(): WireReader {
  return readChannel(makeStreamDecoder(SHAPE));
}

/** For a preempt channel, which carries records of blocks that the main channel has listed. */
export function readPreemptChannel(blocks: readonly StreamBlock[]): WireReader {
  return readChannel(makeRecordDecoder(SHAPE, blocks));
}

/** For the destination's messages on the main channel. */
export function readReturnPath(): WireReader {
  const decoder = makeReturnPathDecoder();
  return cut({
    decode(bytes, item) {
      let from = decoder.offset;
      return decodeReturnPath(decoder, bytes, { from: 0, end: bytes.length }, (message, end) => {
        item({ ...message, from, end });
        from = end;
      });
    },
    blocks: () => [],
    isWhole: () => true,
    resume: () => Object.assign(decoder, makeReturnPathDecoder()),
  });
}

function readChannel(decoder: StreamDecoder): WireReader {
  return cut({
    decode: (bytes, item) =>
      decodeStream(decoder, bytes, { from: 0, end: bytes.length }, takeDown(decoder, item)),
    blocks: () => decoder.blocks,
    isWhole: () => decoder.expects === 'nothing' || decoder.expects === 'opaque',
    resume: () => resumeStreamDecoder(decoder),
  });
}

interface Source extends Pick<WireReader, 'blocks' | 'isWhole' | 'resume'> {
  /**
   * @returns how many bytes have been read
   * @throws GrammarError at the first invalid item
   */
  readonly decode: (bytes: Uint8Array, item: (item: WireItem) => void) => number;
}

/** Keeps an incomplete item until the rest has arrived. */
function cut({ decode, blocks, isWhole, resume }: Source): WireReader {
  let rest: Uint8Array = new Uint8Array();
  let complaint: string | undefined;
  return {
    push(bytes) {
      if (complaint !== undefined) return [];
      const items: WireItem[] = [];
      const all = new Uint8Array(rest.length + bytes.length);
      all.set(rest);
      all.set(bytes, rest.length);
      rest = all;
      try {
        rest = all.slice(decode(all, (item) => items.push(item)));
      } catch (error) {
        if (!(error instanceof GrammarError)) throw error;
        complaint = error.message;
        rest = new Uint8Array();
      }
      return items;
    },
    blocks,
    isWhole: () => complaint === undefined && rest.length === 0 && isWhole(),
    complaint: () => complaint,
    resume() {
      rest = new Uint8Array();
      complaint = undefined;
      resume();
    },
  };
}

/** Combines all calls for an item into one item. */
function takeDown(decoder: StreamDecoder, item: (item: WireItem) => void): StreamListener {
  let heard: WireContent[] = [];
  const hear = (content: WireContent): void => {
    heard.push(content);
  };
  const nameOf = (block: number): string => decoder.blocks[block]?.name ?? '';
  return {
    configuration: (machine) => hear({ kind: 'configuration', machine }),
    blocks: (blocks) => hear({ kind: 'blocks', blocks }),
    section: (type) => {
      if (type !== 'start') hear({ kind: 'section', type });
    },
    endOfSection: () => hear({ kind: 'end-of-section' }),
    zeroPage: (block, page) =>
      hear({ kind: 'record', block: nameOf(block), page, content: undefined }),
    normalPage: (block, page, bytes, at) => {
      const content = bytes.slice(at, at + SHAPE.pageBytes);
      hear({ kind: 'record', block: nameOf(block), page, content });
    },
    command: (name, argument) => hear({ kind: 'command', name, argument }),
    advise: (pageSizes) => hear({ kind: 'advise', pageSizes }),
    discard: (block, first, pages) =>
      hear({ kind: 'discard', block: nameOf(block), ranges: [[first, pages]] }),
    package: () => hear({ kind: 'package' }),
    deviceState: () => hear({ kind: 'opaque' }),
    opaque: () => hear({ kind: 'opaque' }),
    end: () => hear({ kind: 'end' }),
    item(from, end) {
      item({ ...summary(heard), from, end });
      heard = [];
    },
  };
}

/** Combines the contents reported for one item: a discard's ranges, or a package and its content. */
function summary(heard: readonly WireContent[]): WireContent {
  const [first] = heard;
  if (first === undefined) return { kind: 'header' };
  if (first.kind !== 'discard') return first;
  return { ...first, ranges: heard.flatMap((one) => (one.kind === 'discard' ? one.ranges : [])) };
}
