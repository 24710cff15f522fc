/**
 * COLO: after the end of the migration the source sends one checkpoint after another. Each consists of the
 * changed RAM, as sections, and then the state of all devices in one piece whose length is given.
 */
import type { Reading } from './byte-reader.ts';
import { has, offsetOf, u32, u64 } from './byte-reader.ts';
import type { Decoding } from './decoding.ts';
import { beginItem, fail, say } from './decoding.ts';

const messages: readonly string[] = [
  'checkpoint-ready',
  'checkpoint-request',
  'checkpoint-reply',
  'vmstate-send',
  'vmstate-size',
  'vmstate-received',
  'vmstate-loaded',
];

/** @param sections - reads items up to an end of stream */
export function* decodeCheckpoints(decoding: Decoding, sections: () => Reading): Reading {
  const { reader } = decoding;
  while (yield* has(reader, 1)) {
    beginItem(decoding, 'a message of COLO');
    const number = yield* u32(reader);
    const message = messages[number];
    if (message === undefined) return fail(decoding, `message ${number} of COLO`);
    if (message !== 'vmstate-size') {
      say(decoding, `COLO: ${message}`);
      if (message === 'vmstate-send') yield* sections();
      continue;
    }
    const bytes = yield* u64(reader);
    say(decoding, `COLO: ${message} ${bytes}`);
    const from = offsetOf(reader);
    yield* sections();
    const found = offsetOf(reader) - from;
    if (found !== bytes) fail(decoding, `a device state of ${found} bytes, not ${bytes}`);
  }
}
