/**
 * The section of a device, which only QEMU can read and which does not state its own length. The decoder
 * finds its end by the footer after it, which has the section's id and must be followed by a valid item.
 * Machine types before 2.4 have no footers: then it needs the description at the end of the stream.
 */
import type { ByteReader, Reading } from './byte-reader.ts';
import { EndOfInput, has, numberIn, offsetOf, skip, take, u8 } from './byte-reader.ts';
import { isCommand } from './commands.ts';
import type { Decoding, SectionName } from './decoding.ts';
import { fail, say } from './decoding.ts';
import { sectionType } from '../stream-grammar.ts';

const FOOTER_BYTES = 5;
/** More than the section of any device has, vGPUs included. */
const SECTION_BYTES_MAX = 1 << 30;
const DESCRIPTION = 6;

/** @param id - the section's id @param head - how the output describes it */
export function* decodeDevice(
  decoding: Decoding,
  id: number,
  { name, instance }: SectionName,
  head: string,
): Reading {
  const { reader, hearer } = decoding;
  reader.doing = `the section of ${name}`;
  const described = hearer.deviceBytes?.(name, instance);
  if (decoding.hasFooters === false) return yield* decodeUnfooted(decoding, described, head);
  const bytes =
    described !== undefined && (yield* isFooterAt(reader, described, id))
      ? described
      : yield* findFooter(decoding, id);
  yield* skip(reader, bytes + FOOTER_BYTES);
  say(decoding, `${head}: ${bytes} bytes`);
}

/** What has been read must not extend beyond the package that it is in. */
export function checkPackage(decoding: Decoding): void {
  const { reader, packageEnd = Infinity } = decoding;
  if (offsetOf(reader) > packageEnd)
    fail(decoding, 'an item extends beyond the end of its package');
}

/** A device that is not described is skipped, along with everything after it. */
function* decodeUnfooted(decoding: Decoding, described: number | undefined, head: string): Reading {
  const { reader, packageEnd } = decoding;
  if (described !== undefined) {
    yield* skip(reader, described);
    return say(decoding, `${head}: ${described} bytes`);
  }
  const from = offsetOf(reader);
  if (packageEnd !== undefined) {
    checkPackage(decoding);
    yield* skip(reader, packageEnd - from);
    return say(decoding, `${head}, and the rest of the package: ${packageEnd - from} bytes`);
  }
  while (yield* has(reader, 1)) yield* skip(reader, reader.end - reader.at);
  say(decoding, `${head}, and whatever follows: ${offsetOf(reader) - from} bytes`);
  throw new EndOfInput(offsetOf(reader), `${reader.doing}, whose end cannot be found`);
}

/** Reads the footer of a section whose end is known, if sections of this machine type have footers. */
export function* expectFooter(decoding: Decoding, id: number): Reading {
  const { reader } = decoding;
  if (decoding.hasFooters === undefined) {
    const isThere = yield* has(reader, 1);
    decoding.hasFooters = !isThere || reader.bytes[reader.at] === sectionType.footer;
  }
  if (!decoding.hasFooters) return;
  reader.doing = `the footer of section ${id}`;
  const type = yield* u8(reader);
  if (type !== sectionType.footer)
    fail(decoding, `section footer ${type}, not ${sectionType.footer}`);
  const found = numberIn(yield* take(reader, 4));
  if (found !== id) fail(decoding, `id in the section footer ${found}, not ${id}`);
}

function* isFooterAt(reader: ByteReader, ahead: number, id: number): Reading<boolean> {
  if (ahead > SECTION_BYTES_MAX || !(yield* has(reader, ahead + FOOTER_BYTES))) return false;
  const at = reader.at + ahead;
  return (
    reader.bytes[at] === sectionType.footer &&
    numberIn(reader.bytes, at + 1, at + FOOTER_BYTES) === id
  );
}

/** @returns how many bytes precede the footer. @throws EndOfInput if there is none */
function* findFooter(decoding: Decoding, id: number): Reading<number> {
  const { reader } = decoding;
  let ahead = 0;
  while (yield* has(reader, ahead + 1)) {
    const found = reader.bytes.subarray(reader.at, reader.end).indexOf(sectionType.footer, ahead);
    ahead = found === -1 ? reader.end - reader.at : found;
    if (ahead > SECTION_BYTES_MAX) fail(decoding, `section ${id} has no footer`);
    if (found === -1) continue;
    if (
      (yield* isFooterAt(reader, ahead, id)) &&
      (yield* mayFollow(decoding, ahead + FOOTER_BYTES))
    )
      return ahead;
    ahead++;
  }
  throw new EndOfInput(reader.base + reader.end, reader.doing);
}

/** Whether the bytes that far ahead begin an item that may follow a section. */
function* mayFollow(decoding: Decoding, ahead: number): Reading<boolean> {
  const { reader, sections, isColo } = decoding;
  if (!(yield* has(reader, ahead + 1))) return true;
  const head = yield* upTo(reader, ahead, 7);
  const [type] = head;
  switch (type) {
    case sectionType.eof:
      return head.length === 1 || head[1] === DESCRIPTION || isColo;
    case sectionType.start:
    case sectionType.full:
      return head.length < 7 || ((head[5] as number) > 0 && (head[6] as number) >= 0x20);
    case sectionType.part:
    case sectionType.end:
      return head.length < 5 || sections.has(numberIn(head, 1, 5));
    case sectionType.command:
      return head.length < 3 || isCommand(numberIn(head, 1, 3));
    default:
      return false;
  }
}

/** At most that many bytes, fewer at the end of the input; none of them is read. */
function* upTo(reader: ByteReader, ahead: number, count: number): Reading<Uint8Array> {
  yield* has(reader, ahead + count);
  const from = reader.at + ahead;
  return reader.bytes.subarray(from, Math.min(reader.end, from + count));
}
