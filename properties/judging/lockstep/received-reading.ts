/**
 * The judge's reading of what the destination takes off the wire, for scenarios in which bytes are tampered
 * with in flight, so that what is received may differ from what was sent.
 */
import type { StreamListener } from '../../../traces/stream-grammar.ts';
import {
  decodeStream,
  makeStreamDecoder,
  resetStreamDecoder,
  resumeStreamDecoder,
} from '../../../traces/stream-decoder.ts';
import { GrammarError } from '../../../traces/stream-grammar.ts';
import { noteHeldBefore } from '../pages/held-before.ts';
import type { Capacity } from './capacity.ts';
import { compareBlocks, denseIndex } from './stream-reading.ts';
import type { Target } from './target.ts';

export interface ReceivedReading {
  /** Content that each page should have after the bytes taken so far, word by word. */
  readonly content: Int32Array;
  /** Why the bytes taken in this step cannot be decoded, if they cannot. */
  complaint: string | undefined;
  /** All bytes taken so far belong to complete items. */
  isWhole: boolean;
  readonly retarget: () => void;
  readonly restart: () => void;
  /** A postcopy migration goes on over a new connection. */
  readonly resume: () => void;
  /** Decodes what the destination has consumed or, if it has refused the stream, all that was sent. */
  readonly readOn: (isRefused: boolean) => void;
}

export function readReceived(
  target: Target,
  capacity: Pick<Capacity, 'pageWords'>,
): ReceivedReading {
  const shape = { pageBytes: 0 };
  const decoder = makeStreamDecoder(shape);
  let decoded = 0;
  const place = (block: number, page: number): number =>
    denseIndex(target, block, page) * target.layout.pageWords;
  const listener: StreamListener = {
    blocks(blocks) {
      const difference = compareBlocks(blocks, target);
      if (difference !== undefined) throw new GrammarError(difference);
    },
    zeroPage(block, page) {
      const first = place(block, page);
      received.content.fill(0, first, first + target.layout.pageWords);
    },
    normalPage(block, page, bytes, at) {
      const { pageWords } = target.layout;
      const words = new DataView(bytes.buffer, bytes.byteOffset + at, pageWords * 4);
      for (let word = 0; word < pageWords; word++)
        received.content[place(block, page) + word] = words.getInt32(word * 4, true);
    },
    deviceState(positions) {
      if (positions.length !== target.layout.actors)
        throw new GrammarError('device state of another guest');
    },
    end: () => undefined,
  };
  const received: ReceivedReading = {
    content: new Int32Array(capacity.pageWords),
    complaint: undefined,
    isWhole: true,
    retarget() {
      shape.pageBytes = target.layout.pageWords * 4;
    },
    restart() {
      resetStreamDecoder(decoder);
      noteHeldBefore(target, received.content);
      received.isWhole = true;
      decoded = 0;
    },
    resume() {
      resumeStreamDecoder(decoder);
      received.isWhole = true;
      decoded = 0;
    },
    readOn(isRefused) {
      const { channel } = target.views;
      // A closed channel keeps its bytes, but no longer its read position.
      const end = channel.base + (isRefused || channel.peekClosed() ? channel.tail : channel.head);
      if (end <= decoded || (channel.peekClosed() && !isRefused)) return;
      const range = { from: decoded - channel.base, end: end - channel.base };
      try {
        decoded = channel.base + decodeStream(decoder, channel.bytes, range, listener);
        received.isWhole = decoded === end;
      } catch (error) {
        if (!(error instanceof GrammarError)) throw error;
        decoded = end;
        received.complaint = error.message;
      }
    },
  };
  return received;
}
