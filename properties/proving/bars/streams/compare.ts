/**
 * Compares what `decode` reads of a captured stream with the guest's memory and with what QEMU's own script
 * reads.
 */
import { gunzipSync, inflateSync } from 'node:zlib';
import type { StreamChannel } from '../../../../traces/decoding/read-stream.ts';
import { openReading } from '../../../../traces/decoding/read-stream.ts';
import { sizesOfDevices } from '../../../running/files/stream-description.ts';
import type { CapturedStream } from './capture.ts';

/** The last content of each page, and the pages that were sent again as zeros. */
export interface ReadPages {
  readonly pages: ReadonlyMap<string, Uint8Array>;
  readonly zeroedLater: ReadonlySet<string>;
  readonly records: number;
}

const PAGE = 4096;
const ZEROS = new Uint8Array(PAGE);

/**
 * @param file - contains the main channel
 * @throws GrammarError if a channel cannot be decoded, or ends early
 */
export function readCaptured({ main, others }: CapturedStream, file: string): ReadPages {
  const pages = new Map<string, Uint8Array>();
  const zeroedLater = new Set<string>();
  let records = 0;
  const read = (bytes: Uint8Array, channel: StreamChannel): void => {
    const reading = openReading(channel, {
      say: () => undefined,
      page(block, page, content) {
        records++;
        const key = `${block}:${page}`;
        if (content === undefined && pages.has(key)) zeroedLater.add(key);
        if (content !== undefined) zeroedLater.delete(key);
        pages.set(key, content === undefined ? ZEROS : new Uint8Array(content));
      },
      inflate: (packed) => inflateSync(packed),
      deviceBytes: sizesOfDevices(file),
    });
    reading.push(bytes);
    reading.end();
  };
  read(plain(main), 'main');
  for (const { channel, bytes } of others) read(bytes, channel);
  return { pages, zeroedLater, records };
}

function plain(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0x1f ? new Uint8Array(gunzipSync(bytes)) : bytes.slice();
}

/** Compares each page of the block with what was read of it; pages that were not sent count as zeros. */
export function comparePages(
  { pages }: ReadPages,
  block: string,
  memory: Uint8Array,
  skips: (key: string) => boolean = () => false,
): { readonly equal: number; readonly unequal: readonly string[] } {
  let equal = 0;
  const unequal: string[] = [];
  for (let page = 0; page < memory.length / PAGE; page++) {
    const key = `${block}:${page}`;
    if (skips(key)) continue;
    const own = pages.get(key) ?? ZEROS;
    if (Buffer.compare(own, memory.subarray(page * PAGE, (page + 1) * PAGE)) === 0) equal++;
    else unequal.push(key);
  }
  return { equal, unequal };
}
