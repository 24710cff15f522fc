/** Commands to the destination (loadvm_process_command in QEMU): for postcopy, its recovery, and COLO. */
import type { Reading } from './byte-reader.ts';
import { numberIn, offsetOf, take, textIn, u16 } from './byte-reader.ts';
import type { Decoding } from './decoding.ts';
import { cannotRead, fail, hex, say } from './decoding.ts';

const names: readonly string[] = [
  'invalid',
  'open-return-path',
  'ping',
  'advise',
  'listen',
  'run',
  'discard',
  'packaged',
  'enable-colo',
  'resume',
  'received-bitmap',
  'switchover-start',
];

/** QEMU also refuses a larger package. */
const PACKAGE_BYTES_MAX = 32 << 20;
const DISCARD_VERSION = 0;

export function isCommand(number: number): boolean {
  return number > 0 && number < names.length;
}

/** Decodes a command; the section type has been read. */
export function* decodeCommand(decoding: Decoding): Reading {
  const { reader } = decoding;
  reader.doing = 'a command';
  const number = yield* u16(reader);
  const length = yield* u16(reader);
  const what = names[number];
  if (what === undefined || !isCommand(number)) return cannotRead(decoding, `command ${number}`);
  reader.doing = `the command ${what}`;
  const argument = yield* take(reader, length);
  const isOfLength = (expected: number): void => {
    if (length !== expected) fail(decoding, `the command ${what} with ${length} bytes`);
  };
  switch (what) {
    case 'ping':
      isOfLength(4);
      return say(decoding, `ping ${numberIn(argument)}`);
    case 'advise':
      return decodeAdvice(decoding, argument);
    case 'discard':
      return decodeDiscard(decoding, argument);
    case 'packaged':
      isOfLength(4);
      return beginPackage(decoding, numberIn(argument));
    case 'received-bitmap':
      if (length === 0 || argument[0] !== length - 1)
        fail(decoding, 'the command received-bitmap without a name');
      return say(decoding, `received-bitmap ${textIn(argument.subarray(1))}`);
    case 'enable-colo':
      isOfLength(0);
      decoding.isColo = true;
      return say(decoding, what);
    default:
      isOfLength(0);
      say(decoding, what);
  }
}

/** The advice has no argument if only block dirty bitmaps, and not RAM, may be migrated in postcopy. */
function decodeAdvice(decoding: Decoding, argument: Uint8Array): void {
  if (argument.length === 0) return say(decoding, 'postcopy may follow, but not of RAM');
  if (argument.length !== 16) fail(decoding, `the command advise with ${argument.length} bytes`);
  const pageSizes = numberIn(argument, 0, 8);
  const pageBytes = numberIn(argument, 8);
  if (pageBytes !== decoding.pageBytes)
    fail(decoding, `target page size ${pageBytes}, not ${decoding.pageBytes}`);
  decoding.isAdvised = true;
  say(decoding, `postcopy may follow; page sizes ${hex(pageSizes)}`);
}

/** The pages that the destination must discard because they will be sent again. */
function decodeDiscard(decoding: Decoding, argument: Uint8Array): void {
  const { pageBytes, blocks } = decoding;
  const [version, nameLength = 0] = argument;
  const rangesAt = nameLength + 3;
  const isWhole =
    argument.length > rangesAt &&
    (argument.length - rangesAt) % 16 === 0 &&
    argument[rangesAt - 1] === 0;
  if (version !== DISCARD_VERSION) cannotRead(decoding, 'a discard in an unknown format');
  if (!isWhole) fail(decoding, 'a discard in an unknown format');
  const block = textIn(argument.subarray(2, rangesAt - 1));
  const pagesOfBlock = blocks?.get(block)?.pages;
  if (pagesOfBlock === undefined) return fail(decoding, `a discard of unknown block ${block}`);
  const ranges: string[] = [];
  for (let at = rangesAt; at < argument.length; at += 16) {
    const first = numberIn(argument, at, at + 8) / pageBytes;
    const pages = numberIn(argument, at + 8, at + 16) / pageBytes;
    const isOfPages = Number.isInteger(first) && Number.isInteger(pages) && pages > 0;
    if (!isOfPages || first + pages > pagesOfBlock)
      fail(decoding, `a discard of pages that are not in block ${block}`);
    ranges.push(`forget ${block}:${first}, ${pages} pages`);
  }
  for (const range of ranges) say(decoding, range);
}

/** Notes where the package ends; its items are read like any others. */
function beginPackage(decoding: Decoding, bytes: number): void {
  if (bytes > PACKAGE_BYTES_MAX) fail(decoding, `a package of ${bytes} bytes`);
  if (decoding.packageEnd !== undefined) fail(decoding, 'a package in a package');
  decoding.packageEnd = offsetOf(decoding.reader) + bytes;
  say(decoding, `take over: a package of ${bytes} bytes`);
}
