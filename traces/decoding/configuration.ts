/** QEMU's machine description before the first section (vmstate_configuration), from machine type 2.4 on. */
import type { Reading } from './byte-reader.ts';
import { name, take, textIn, u32 } from './byte-reader.ts';
import type { Decoding } from './decoding.ts';
import { cannotRead, fail, say } from './decoding.ts';

/** No machine has a longer name. */
const NAME_BYTES_MAX = 255;
/** More than QEMU has. */
const CAPABILITIES_MAX = 64;
const SUBSECTION_VERSION = 1;
const UUID_BYTES = 16;
/** The range over all of QEMU's targets; the bits below an offset hold flags. */
const TARGET_PAGE_BITS = { least: 10, most: 16 } as const;

/** Decodes the configuration; its section type has been read. */
export function* decodeConfiguration(decoding: Decoding): Reading {
  const { reader } = decoding;
  reader.doing = 'the configuration';
  const length = yield* u32(reader);
  if (length > NAME_BYTES_MAX) fail(decoding, `a machine whose name has ${length} bytes`);
  const machine = textIn(yield* take(reader, length));
  say(decoding, `machine ${machine}`);
}

/** Decodes a subsection of the configuration; its section type has been read. */
export function* decodeSubsection(decoding: Decoding): Reading {
  const { reader } = decoding;
  reader.doing = 'a subsection of the configuration';
  const title = yield* name(reader);
  const version = yield* u32(reader);
  if (version !== SUBSECTION_VERSION)
    cannotRead(decoding, `subsection ${title} of version ${version}`);
  switch (title) {
    case 'configuration/target-page-bits': {
      const bits = yield* u32(reader);
      if (bits < TARGET_PAGE_BITS.least || bits > TARGET_PAGE_BITS.most)
        fail(decoding, `target pages of 2^${bits} bytes`);
      decoding.pageBytes = 2 ** bits;
      return say(decoding, `target pages of ${decoding.pageBytes} bytes`);
    }
    case 'configuration/uuid':
      return say(decoding, `machine with UUID ${uuidIn(yield* take(reader, UUID_BYTES))}`);
    case 'configuration/capabilities': {
      const count = yield* u32(reader);
      if (count > CAPABILITIES_MAX) fail(decoding, `${count} capabilities`);
      const found: string[] = [];
      while (found.length < count) found.push(yield* name(reader));
      for (const one of found) decoding.capabilities.add(one);
      return say(decoding, `capabilities ${found.join(', ')}`);
    }
    default:
      return cannotRead(decoding, `subsection ${JSON.stringify(title)} of the configuration`);
  }
}

export function uuidIn(bytes: Uint8Array): string {
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
