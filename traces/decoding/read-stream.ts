/**
 * Reads a stream of QEMU's from beginning to end, in whatever portions it comes, and tells of every record
 * that is whole. It is for files that somebody brings, in any form that QEMU writes; what the judge reads
 * with every step of the engine is `stream-decoder.ts`.
 */
import type { Reading } from './byte-reader.ts';
import { EndOfInput, feed } from './byte-reader.ts';
import type { Decoding, Hearer } from './decoding.ts';
import { makeDecoding } from './decoding.ts';
import { decodeMainChannel } from './main-channel.ts';
import { decodeMultifdChannel } from './multifd-channel.ts';
import { decodePreemptChannel } from './ram-section.ts';
import { decodeReturnPathChannel } from './return-path.ts';
import { printable } from '../printable.ts';
import { GrammarError } from '../stream-grammar.ts';

export type StreamChannel = 'main' | 'preempt' | 'return-path' | 'multifd';

const channels: Readonly<Record<StreamChannel, (decoding: Decoding) => Reading>> = {
  main: decodeMainChannel,
  preempt: decodePreemptChannel,
  'return-path': decodeReturnPathChannel,
  multifd: decodeMultifdChannel,
};

export const streamChannels: readonly StreamChannel[] = [
  'main',
  'preempt',
  'return-path',
  'multifd',
];

/** What there was of the stream makes sense, and is not all of it. */
export class EndsEarly extends GrammarError {}

export interface StreamReading {
  /**
   * The next portion, which is the reader's from then on.
   *
   * @throws GrammarError at the first record that makes no sense
   */
  readonly push: (portion: Uint8Array) => void;
  /** Nothing will come any more. @throws EndsEarly if something should have */
  readonly end: () => void;
}

export function openReading(channel: StreamChannel, hearer: Hearer): StreamReading {
  const decoding = makeDecoding(hearer);
  const { reader } = decoding;
  const body = channels[channel](decoding);
  let isDone = false;
  const goOn = (): void => {
    try {
      if (!isDone) isDone = body.next().done === true;
    } catch (error) {
      throw error instanceof EndOfInput ? new EndsEarly(describeEnd(decoding, error)) : error;
    }
  };
  return {
    push(portion) {
      feed(reader, portion);
      goOn();
    },
    end() {
      reader.isOver = true;
      goOn();
    },
  };
}

/** Where the input ends, and in what. */
function describeEnd({ itemAt }: Decoding, { offset, what }: EndOfInput): string {
  const where =
    offset === itemAt ? `where ${what} should begin` : `in ${what}, which begins at ${itemAt}`;
  return printable(`the stream ends at offset ${offset}, ${where}`);
}
