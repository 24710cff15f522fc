/** Reads the capture of one channel: which channel it is, and whether its grammar is right. */
import { gunzipSync, inflateSync } from 'node:zlib';
import type { StreamChannel } from '../../../../traces/decoding/read-stream.ts';
import { EndsEarly, openReading } from '../../../../traces/decoding/read-stream.ts';
import { GrammarError } from '../../../../traces/stream-grammar.ts';
import { readBytes } from '../../../running/files/read-file.ts';
import { UsageError } from '../../../terminal/usage-error.ts';

export interface Capture {
  readonly file: string;
  readonly channel: StreamChannel;
  readonly bytes: Uint8Array;
  /** Number of valid records. */
  readonly records: number;
  /** What is wrong with the first invalid record, if there is one. */
  readonly complaint: string | undefined;
  /** Where the capture ends, if that is too early. */
  readonly early: string | undefined;
}

const INFLATED_BYTES_MAX = 2 ** 30;

/** @throws UsageError if the file cannot be read */
export function readCapture(file: string): Capture {
  const bytes = plain(file);
  const channel = channelOf(bytes);
  let records = 0;
  const of = { file, channel, bytes };
  const reading = openReading(channel, {
    say: () => void records++,
    inflate: (packed) => inflateSync(packed, { maxOutputLength: 1 << 16 }),
  });
  try {
    reading.push(bytes.slice());
    reading.end();
    return { ...of, records, complaint: undefined, early: undefined };
  } catch (error) {
    if (error instanceof EndsEarly)
      return { ...of, records, complaint: undefined, early: error.message };
    if (!(error instanceof GrammarError)) throw error;
    return { ...of, records, complaint: error.message, early: undefined };
  }
}

function plain(file: string): Uint8Array {
  const bytes = readBytes(file, 'stream');
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return new Uint8Array(gunzipSync(bytes, { maxOutputLength: INFLATED_BYTES_MAX }));
  } catch (error) {
    throw new UsageError(`stream ${file}: compressed, and ${(error as Error).message}`);
  }
}

/** Tells the channel by its first bytes: a magic number, a message with its length, or a record of a page. */
function channelOf([a = 0, b = 0, c = 0, d = 0]: Uint8Array): StreamChannel {
  if (a === 0x51 && b === 0x45) return 'main';
  if (a === 0x11 && b === 0x22 && c === 0x33 && d === 0x44) return 'multifd';
  const isMessage = a === 0 && b >= 1 && b <= 7 && c <= 1;
  return isMessage ? 'return-path' : a === 0 && b === 0 ? 'preempt' : 'main';
}
