/** Recordings are kept compressed: they say much the same thing a thousand times. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { QemuRecording } from '../../../traces/recording-file.ts';
import { parseRecording } from '../../../traces/recording-file.ts';

/** @throws BadFile if it is not a recording; Error if it cannot be read or uncompressed */
export function readRecording(file: string): QemuRecording {
  const bytes = readFileSync(file);
  const text = file.endsWith('.gz') ? gunzipSync(bytes) : bytes;
  return parseRecording(text.toString('utf8'), file);
}
