/**
 * QEMU's description of the machine before the first section (vmstate_configuration). The decoder
 * accepts only settings that do not change how the rest of the stream is read.
 */
import { name, skip, u32 } from './byte-cursor.ts';
import type { StreamDecoder, StreamListener } from './stream-grammar.ts';
import { expectNumber, fail, sectionType } from './stream-grammar.ts';

const HEADER_BYTES = 8;
const SUBSECTION_VERSION = 1;
/** 4096 bytes; any other size would change the unit of offsets. */
const TARGET_PAGE_BITS = 12;
const UUID_BYTES = 16;
/** No machine has a longer name. */
const NAME_BYTES_MAX = 255;
/** More than QEMU has. */
const CAPABILITIES_MAX = 64;

/** An item before the RAM section; its type has been read. */
export function decodeConfiguration(
  decoder: StreamDecoder,
  type: number,
  listener: StreamListener,
): void {
  if (type === sectionType.subsection) return decodeSubsection(decoder);
  expectNumber(decoder, type, sectionType.configuration, 'section type');
  expectNumber(decoder, decoder.offset, HEADER_BYTES, 'offset of the configuration');
  const { cursor } = decoder;
  const length = u32(cursor);
  if (length > NAME_BYTES_MAX) fail(decoder, `a machine whose name has ${length} bytes`);
  const at = skip(cursor, length);
  const machine = Array.from(cursor.bytes.subarray(at, at + length), (byte) =>
    String.fromCharCode(byte),
  );
  listener.configuration?.(machine.join(''));
}

function decodeSubsection(decoder: StreamDecoder): void {
  const { cursor } = decoder;
  const title = name(cursor);
  expectNumber(decoder, u32(cursor), SUBSECTION_VERSION, 'subsection version');
  switch (title) {
    case 'configuration/target-page-bits':
      return expectNumber(decoder, u32(cursor), TARGET_PAGE_BITS, 'target page bits');
    case 'configuration/uuid':
      skip(cursor, UUID_BYTES);
      return;
    case 'configuration/capabilities': {
      const count = u32(cursor);
      if (count > CAPABILITIES_MAX) fail(decoder, `${count} capabilities`);
      for (let capability = 0; capability < count; capability++) name(cursor);
      return;
    }
    default:
      return fail(decoder, `subsection ${JSON.stringify(title)}`);
  }
}
