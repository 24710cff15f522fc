/** Reads recordings. They are stored compressed, since they are highly repetitive. */
import { gunzipSync } from 'node:zlib';
import type { QemuRecording } from '../../../traces/recording-file.ts';
import { parseRecording } from '../../../traces/recording-file.ts';
import { decodeText, readBytes } from '../../running/files/read-file.ts';
import { UsageError } from '../../terminal/usage-error.ts';

/**
 * About a thousand times the size of one recording; a compressed file of a few kilobytes may claim any
 * size.
 */
export const RECORDING_BYTES_MAX: number = 2 ** 26;

/** @throws BadFile or UsageError if it is not a recording, or cannot be read or uncompressed */
export function readRecording(file: string): QemuRecording {
  const bytes = readBytes(file, 'recording', RECORDING_BYTES_MAX);
  const plain = file.endsWith('.gz') ? uncompressed(bytes, file) : bytes;
  return parseRecording(decodeText(plain, `recording ${file}`), file);
}

function uncompressed(bytes: Uint8Array, file: string): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: RECORDING_BYTES_MAX });
  } catch (error) {
    const isTooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw new UsageError(
      `recording ${file}: ${isTooLarge ? 'too large' : (error as Error).message}`,
    );
  }
}
