/** A return path, which carries the destination's messages to the source: one line per message. */
import type { Reading } from './byte-reader.ts';
import { EndOfInput } from './byte-reader.ts';
import type { Decoding } from './decoding.ts';
import { say } from './decoding.ts';
import type { ReturnMessage } from '../return-path-decoder.ts';
import { decodeReturnPath, makeReturnPathDecoder } from '../return-path-decoder.ts';

export function* decodeReturnPathChannel(decoding: Decoding): Reading {
  const { reader } = decoding;
  const decoder = makeReturnPathDecoder();
  reader.doing = 'a message of the return path';
  for (;;) {
    const range = { from: reader.at, end: reader.end };
    reader.at = decodeReturnPath(decoder, reader.bytes, range, (message, end) => {
      say(decoding, describe(message));
      decoding.itemAt = end;
    });
    if (reader.isOver) break;
    yield;
  }
  if (reader.at < reader.end) throw new EndOfInput(reader.base + reader.end, reader.doing);
}

function describe(message: ReturnMessage): string {
  switch (message.kind) {
    case 'shut':
      return message.error === 0 ? 'shut, all is well' : `shut, error ${message.error}`;
    case 'pong':
      return `pong ${message.value}`;
    case 'request':
      return `wanted: ${message.block}:${message.page}, ${message.pages} pages`;
    case 'received-bitmap':
      return `received-bitmap ${message.block}`;
    case 'resume-ack':
      return `resume-ack ${message.value}`;
    case 'switchover-ack':
      return 'switchover-ack';
  }
}
