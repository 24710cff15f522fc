/** Streams of QEMU made byte by byte, and what `decode` reads of them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import type { StreamChannel } from '../../../traces/decoding/read-stream.ts';
import { openReading } from '../../../traces/decoding/read-stream.ts';
import { GrammarError } from '../../../traces/stream-grammar.ts';
import { projectRoot } from '../../project-root.ts';

interface Decoded {
  readonly lines: readonly string[];
  readonly pages: ReadonlyMap<string, Uint8Array | undefined>;
  readonly complaint: string | undefined;
}

export function decode(stream: Uint8Array, channel: StreamChannel = 'main'): Decoded {
  const lines: string[] = [];
  const pages = new Map<string, Uint8Array | undefined>();
  const reading = openReading(channel, {
    say: (_offset, text) => lines.push(text),
    page: (block, page, content) =>
      pages.set(`${block}:${page}`, content && new Uint8Array(content)),
    inflate: (bytes) => inflateSync(bytes),
  });
  try {
    // In portions that are shorter than any item.
    for (let from = 0; from < stream.length; from += 61)
      reading.push(stream.slice(from, from + 61));
    reading.end();
    return { lines, pages, complaint: undefined };
  } catch (error) {
    if (!(error instanceof GrammarError)) throw error;
    return { lines, pages, complaint: error.message };
  }
}

/** An input of the suites, by its name. */
export function load(name: string): Uint8Array {
  const file = join(projectRoot, 'properties', 'suites', 'inputs', `${name}.stream`);
  return Uint8Array.from(readFileSync(file));
}

export type Part = number | string | Uint8Array;

/** Numbers are single bytes, or are given with their size; texts get their length in front. */
export function bytesOf(...parts: readonly Part[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) => {
      if (typeof part === 'number') return [part];
      return typeof part === 'string' ? [part.length, ...Buffer.from(part)] : [...part];
    }),
  );
}

export function u16(value: number): Uint8Array {
  return Uint8Array.of(value >> 8, value & 0xff);
}

export function u32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

export function u64(value: number): Uint8Array {
  return bytesOf(u32(Math.floor(value / 2 ** 32)), u32(value % 2 ** 32));
}

export const PAGE = 4096;
