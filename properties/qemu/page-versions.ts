/** Tells from a page's bytes which of the writes to the page they come from; each page has one writer. */
import type { PageContent as PageWords } from '../../impl/qemu/contents.ts';
import {
  bytesOf,
  contentOf,
  sameContent,
  stampOf,
  uniform,
  ZERO_CONTENT,
} from '../../impl/qemu/contents.ts';
import type { GuestOperation, QemuScenario } from '../../impl/qemu/scenario.ts';
import { TARGET_PAGE_BYTES } from '../../impl/qemu/scenario.ts';
import { stampsOf } from '../../impl/qemu/threads/guest-operations.ts';
import type { PageContent } from '../../traces/recording-file.ts';

export interface PageVersions {
  /** Position of a page of guest memory in the scenario's list of pages, if it is listed. */
  readonly positionOf: (page: number) => number | undefined;
  /** What the page holds after the given number of writes. */
  readonly afterWrites: (position: number, writes: number) => PageWords;
  readonly nameOfFirstWord: (position: number, word: number) => PageContent;
  /** The name of what the page holds after the given number of writes. */
  readonly nameAfter: (position: number, writes: number) => PageContent;
  readonly nameOf: (position: number, bytes: Uint8Array) => PageContent;
  /** Whether every word comes from one of these versions: a write between them was half done. */
  readonly isMixOf: (position: number, writes: readonly number[], bytes: Uint8Array) => boolean;
  /** What the page holds before the guest writes. */
  readonly initialBytes: (page: number) => Uint8Array;
}

export function isWrite(operation: GuestOperation | undefined): boolean {
  return operation !== undefined && ['word', 'fill', 'zero'].includes(operation.kind);
}

export function pageVersions(scenario: QemuScenario): PageVersions {
  const { pages, zeroPages } = scenario;
  const positions = new Map(pages.map((page, position) => [page, position]));
  const contents: PageWords[][] = pages.map((_, position) => [
    zeroPages.includes(position) ? ZERO_CONTENT : uniform(stampOf(position, 0)),
  ]);
  const loops = new Set<number>();
  /** For each page, the versions that overwrite all of it. */
  const wholes: number[][] = pages.map(() => [0]);
  for (const program of [scenario.vcpu, scenario.device]) {
    const stamps = stampsOf(scenario, program);
    program.forEach((operation, index) => {
      if (operation.kind === 'loop')
        for (let page = 0; page < operation.pages; page++) loops.add(operation.page + page);
      if (!isWrite(operation)) return;
      const own = contents[operation.page] as PageWords[];
      const before = own.at(-1) as PageWords;
      const stamp = stamps[index] as number;
      if (operation.kind !== 'word') wholes[operation.page]?.push(own.length);
      own.push(operation.kind === 'word' ? { ...before, first: stamp } : uniform(stamp));
    });
  }

  const nameOf = (position: number, bytes: Uint8Array): PageContent => {
    const known = contents[position] as readonly PageWords[];
    const found = contentOf(bytes);
    if (found !== undefined) {
      if (sameContent(found, ZERO_CONTENT)) return 'zero';
      const version = known.findLastIndex((one) => sameContent(one, found));
      if (version >= 0) return version;
      const [initial = ZERO_CONTENT] = known;
      if (loops.has(position) && found.first === initial.first && found.rest === initial.rest)
        return `loop ${(found.second - initial.second) >>> 0}`;
      const incomplete = nameIncomplete(known, wholes[position] ?? [], found);
      if (incomplete !== undefined) return incomplete;
    }
    return isMixOf(known, bytes) ? 'torn' : 'foreign';
  };
  const afterWrites = (position: number, writes: number): PageWords =>
    contents[position]?.[writes] ?? ZERO_CONTENT;
  return {
    positionOf: (page) => positions.get(page),
    afterWrites,
    nameAfter: (position, writes) => nameOf(position, bytesOf(afterWrites(position, writes))),
    nameOfFirstWord(position, word) {
      const version = contents[position]?.findLastIndex(({ first }) => first === word) ?? -1;
      if (word === 0) return 'zero';
      return version < 0 ? 'foreign' : version;
    },
    nameOf,
    isMixOf: (position, writes, bytes) =>
      isMixOf(
        writes.map((write) => afterWrites(position, write)),
        bytes,
      ),
    initialBytes(page) {
      const position = positions.get(page);
      return position === undefined
        ? bytesOf(uniform(page + 1))
        : bytesOf(contents[position]?.[0] ?? ZERO_CONTENT);
    },
  };
}

/** Names a page that has a later word store but lacks earlier whole-page writes, as `5 without 3+4`. */
function nameIncomplete(
  known: readonly PageWords[],
  wholes: readonly number[],
  { first, second, rest }: PageWords,
): PageContent | undefined {
  const word = known.findIndex((one, version) => one.first === first && !wholes.includes(version));
  const earlier = wholes.filter((version) => version < word);
  const base = earlier.findLast((version) => known[version]?.rest === rest);
  if (base === undefined || second !== rest) return undefined;
  return `${word} without ${earlier.filter((version) => version > base).join('+')}`;
}

/** Whether every word comes from some known version. */
function isMixOf(known: readonly PageWords[], bytes: Uint8Array): boolean {
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const inRest = new Set(known.map(({ rest }) => rest));
  for (let at = 8; at < TARGET_PAGE_BYTES; at += 4)
    if (!inRest.has(words.getUint32(at, true))) return false;
  return (
    known.some(({ first }) => first === words.getUint32(0, true)) &&
    known.some(({ second }) => second === words.getUint32(4, true))
  );
}
