/** Recognises files that are not a migration stream by their first four bytes. */
import { hex } from './decoding.ts';

export const MULTIFD_MAGIC = 0x11223344;

const known: ReadonlyMap<number, string> = new Map([
  [0x5145564d, 'a migration stream: leave out --channel'],
  [MULTIFD_MAGIC, 'a multifd channel: try --channel multifd'],
  [0x51435052, 'the state that cpr-transfer hands over, which is not a migration stream'],
  [0x514649fb, 'a disk image in format qcow2; snapshots in it cannot be read here'],
  [0x4c696276, 'a file that libvirt saved: the stream comes after its header'],
  [0x7f454c46, 'an ELF file, perhaps a dump of the guest'],
  [0x4b44554d, 'a dump of the guest for kdump'],
  [0x28b52ffd, 'a file that zstd has compressed: uncompress it first'],
  [0xfd377a58, 'a file that xz has compressed: uncompress it first'],
  [0x504b0304, 'a ZIP archive'],
]);

/** Limits for the first message on a return path. */
const RETURN_PATH = { types: [1, 7], lengthMax: 0x200 } as const;

/** @returns the magic found, the one expected, and what the found one belongs to, if that is known */
export function describeMagic(magic: number, expected: number): string {
  const found = `magic ${hex(magic)}, not ${hex(expected)}`;
  const what = known.get(magic);
  if (what !== undefined) return `${found}; that is the magic of ${what}`;
  const guessed = guess(magic);
  return guessed === undefined ? found : `${found}; perhaps it is ${guessed}`;
}

function guess(magic: number): string | undefined {
  const type = magic >>> 16;
  const length = magic & 0xffff;
  const [first, last] = RETURN_PATH.types;
  const isMessage = type >= first && type <= last && length > 0 && length < RETURN_PATH.lengthMax;
  if (isMessage) return 'a return path: try --channel return-path';
  // A record of a page in the first 4 GiB of its block begins with zeros.
  return magic === 0 ? 'a preempt channel: try --channel preempt' : undefined;
}
