/**
 * Reads a QEMU stream from beginning to end, in any portions, and reports every complete record. It is for
 * files from users, in any format that QEMU writes; the judge decodes the engine's stream at every step with
 * `stream-decoder.ts`.
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

/** The stream is valid as far as it goes, but it is incomplete. */
export class EndsEarly extends GrammarError {}

export interface StreamReading {
  /**
   * Reads the next portion, which belongs to the reader from then on.
   *
   * @throws GrammarError at the first invalid record
   */
  readonly push: (portion: Uint8Array) => void;
  /** Says that no further portion will come. @throws EndsEarly if the stream is incomplete */
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

/** Says where the input ends, and in which item. */
function describeEnd({ itemAt }: Decoding, { offset, what }: EndOfInput): string {
  const where =
    offset === itemAt ? `where ${what} should begin` : `in ${what}, which begins at ${itemAt}`;
  return printable(`the stream ends at offset ${offset}, ${where}`);
}
