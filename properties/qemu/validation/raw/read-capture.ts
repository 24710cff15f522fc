/** Reads the capture of one channel: which channel it is, and whether its grammar is right. */
import { gunzipSync, inflateSync } from 'node:zlib';
import type { StreamChannel } from '../../../../traces/decoding/read-stream.ts';
import { describeMagic, MULTIFD_MAGIC } from '../../../../traces/decoding/magic-numbers.ts';
import { CannotRead } from '../../../../traces/decoding/decoding.ts';
import { numberIn } from '../../../../traces/decoding/byte-reader.ts';
import { EndsEarly, openReading } from '../../../../traces/decoding/read-stream.ts';
import { GrammarError, MAGIC } from '../../../../traces/stream-grammar.ts';
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
  /** Why the rest of the capture is unread: it ends too early, or has something that is not read here. */
  readonly unread: string | undefined;
}

const INFLATED_BYTES_MAX = 2 ** 30;

/** @throws UsageError if the file cannot be read, or is not the capture of a channel */
export function readCapture(file: string): Capture {
  const bytes = plain(file);
  const channel = channelOf(file, bytes);
  let records = 0;
  const of = { file, channel, bytes };
  const reading = openReading(channel, {
    say: () => void records++,
    inflate: (packed) => inflateSync(packed, { maxOutputLength: 1 << 16 }),
  });
  try {
    reading.push(bytes.slice());
    reading.end();
    return { ...of, records, complaint: undefined, unread: undefined };
  } catch (error) {
    if (error instanceof EndsEarly || error instanceof CannotRead)
      return { ...of, records, complaint: undefined, unread: error.message };
    if (!(error instanceof GrammarError)) throw error;
    return { ...of, records, complaint: error.message, unread: undefined };
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

/**
 * Tells the channel by its first bytes: a magic number, a message with its length, or a record of a page.
 *
 * @throws UsageError if it is none of these
 */
function channelOf(file: string, bytes: Uint8Array): StreamChannel {
  const [a = 0, b = 0, c = 0] = bytes;
  const isMessage = a === 0 && b >= 1 && b <= 7 && c <= 1;
  if (isMessage) return 'return-path';
  // A record of a page in the first 4 GiB of its block begins with zeros.
  if (a === 0 && b === 0) return 'preempt';
  const magic = numberIn(bytes.subarray(0, MAGIC_BYTES));
  if (beginsLike(magic, MAGIC, bytes.length)) return 'main';
  if (beginsLike(magic, MULTIFD_MAGIC, bytes.length)) return 'multifd';
  throw new UsageError(`stream ${file}: ${describeMagic(magic, MAGIC)}`);
}

const MAGIC_BYTES = 4;

/** A capture may end within its magic number. */
function beginsLike(found: number, magic: number, length: number): boolean {
  const missing = Math.max(0, MAGIC_BYTES - length);
  return found === Math.floor(magic / 256 ** missing);
}
