/** The main channel of a migration, or a migration to a file (qemu_loadvm_state in QEMU). */
import type { Reading } from './byte-reader.ts';
import { has, name, offsetOf, skip, u32, u8 } from './byte-reader.ts';
import { decodeCheckpoints } from './colo.ts';
import { decodeCommand } from './commands.ts';
import { decodeConfiguration, decodeSubsection } from './configuration.ts';
import type { Decoding, SectionName } from './decoding.ts';
import { beginItem, cannotRead, fail, hex, say } from './decoding.ts';
import { checkPackage, decodeDevice, expectFooter } from './device-section.ts';
import { describeMagic } from './magic-numbers.ts';
import { decodeRecords } from './ram-section.ts';
import { MAGIC, sectionType, VERSION } from '../stream-grammar.ts';

const DESCRIPTION = 6;
const RAM_VERSION = 4;

export function* decodeMainChannel(decoding: Decoding): Reading {
  const { reader } = decoding;
  beginItem(decoding, 'the header');
  const magic = yield* u32(reader);
  if (magic !== MAGIC) fail(decoding, describeMagic(magic, MAGIC));
  const version = yield* u32(reader);
  if (version !== VERSION) cannotRead(decoding, `stream version ${version}, not ${VERSION}`);
  yield* decodeItems(decoding);
  yield* decodeDescription(decoding);
  if (decoding.isColo) yield* decodeCheckpoints(decoding, () => decodeItems(decoding));
  beginItem(decoding, 'the end');
  if (yield* has(reader, 1)) fail(decoding, 'a byte after the end of the stream');
}

/** Decodes items up to an end of stream. */
function* decodeItems(decoding: Decoding): Reading {
  for (;;) {
    leavePackage(decoding);
    beginItem(decoding, 'a section');
    if (yield* decodeItem(decoding)) return;
  }
}

/** @returns whether the item was the end of the stream */
function* decodeItem(decoding: Decoding): Reading<boolean> {
  const type = yield* u8(decoding.reader);
  switch (type) {
    case sectionType.eof:
      if (decoding.packageEnd !== undefined) fail(decoding, 'an end of stream inside a package');
      say(decoding, 'end of stream');
      return true;
    case sectionType.start:
    case sectionType.full:
      yield* beginSection(decoding, type === sectionType.full);
      return false;
    case sectionType.part:
    case sectionType.end:
      yield* goOnWithSection(decoding, type === sectionType.end);
      return false;
    case sectionType.subsection:
      yield* decodeSubsection(decoding);
      return false;
    case sectionType.configuration:
      yield* decodeConfiguration(decoding);
      return false;
    case sectionType.command:
      yield* decodeCommand(decoding);
      return false;
    default:
      return fail(decoding, `section type ${hex(type)}`);
  }
}

function* beginSection(decoding: Decoding, isFull: boolean): Reading {
  const { reader, sections } = decoding;
  reader.doing = 'the head of a section';
  const id = yield* u32(reader);
  const title = yield* name(reader);
  const instance = yield* u32(reader);
  const version = yield* u32(reader);
  const section: SectionName = { name: title, instance };
  sections.set(id, section);
  if (title === 'ram') {
    if (version !== RAM_VERSION)
      cannotRead(decoding, `RAM of version ${version}, not ${RAM_VERSION}`);
    yield* decodeRecords(decoding);
    return yield* expectFooter(decoding, id);
  }
  const head = `${isFull ? 'device' : 'section'} ${title} ${instance}, version ${version}`;
  yield* decodeDevice(decoding, id, section, isFull ? head : `${head}, start`);
}

function* goOnWithSection(decoding: Decoding, isLast: boolean): Reading {
  const { reader, sections } = decoding;
  const id = yield* u32(reader);
  const section = sections.get(id);
  if (section === undefined) return fail(decoding, `a part of section ${id}, which has not begun`);
  if (section.name !== 'ram') {
    const head = `section ${section.name} ${section.instance}, ${isLast ? 'end' : 'part'}`;
    return yield* decodeDevice(decoding, id, section, head);
  }
  say(decoding, isLast ? 'RAM, last part' : 'RAM, part');
  yield* decodeRecords(decoding);
  yield* expectFooter(decoding, id);
}

/** Leaves the package at its end; its last item must end there too. */
function leavePackage(decoding: Decoding): void {
  const { reader, packageEnd } = decoding;
  if (packageEnd === undefined || offsetOf(reader) < packageEnd) return;
  checkPackage(decoding);
  decoding.packageEnd = undefined;
}

/** The description of the devices' fields, which QEMU's own loader also skips. */
function* decodeDescription(decoding: Decoding): Reading {
  const { reader } = decoding;
  beginItem(decoding, 'the description of the device state');
  const isThere = (yield* has(reader, 1)) && reader.bytes[reader.at] === DESCRIPTION;
  if (!isThere) return;
  yield* skip(reader, 1);
  const length = yield* u32(reader);
  yield* skip(reader, length);
  say(decoding, `description of the device state: ${length} bytes`);
}
