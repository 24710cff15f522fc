/**
 * Positive controls: the relay changes records on the wire, or the harness a page in the file, so that wrong
 * memory arrives. The judge must notice each of these corruptions.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Tamper } from '../../impl/qemu/gate.ts';
import { MEMORY_BLOCK } from '../../impl/qemu/process.ts';
import type { QemuScenario } from '../../impl/qemu/scenario.ts';
import { TARGET_PAGE_BYTES } from '../../impl/qemu/scenario.ts';
import type { WireItem } from '../../traces/wire-reader.ts';
import type { Draw } from '../judging/execution/random-source.ts';
import { pageVersions } from './page-versions.ts';
import type { QemuFamily } from './scenarios/family.ts';
import { drawQemuScenario } from './scenarios/draw-scenario.ts';

export const corruptions = ['altered', 'dropped', 'swapped', 'replayed'] as const;
export type Corruption = (typeof corruptions)[number];

export interface Plant {
  readonly scenario: QemuScenario;
  readonly tamper?: Tamper;
  /** For what goes through a file. */
  readonly tamperFile?: (file: string) => void;
  /** Pages that must be found wrong. */
  readonly pages: readonly number[];
  /** Whether the corruption could be planted. */
  readonly isPlanted: () => boolean;
}

/** A record begins with 64 bits: its page's address, with flags in the bits below the page size. */
const HEADER_BYTES = 8;
const SAME_BLOCK = 0x20n;
const FLAGS = BigInt(TARGET_PAGE_BYTES - 1);

/** The first of the filled pages that the guest does not write. */
const FIRST_QUIET_PAGE = 0x180;
const QUIET_PAGES = 64;

/** @param hasFiles - whether QEMU can open a file as a target itself */
export function plant(
  kind: Corruption,
  draw: Draw,
  family: QemuFamily,
  { hasFiles }: { readonly hasFiles?: boolean } = {},
): Plant {
  const narrowed = { writer: 'device', hugePages: false } as const;
  if (family.targets !== undefined)
    return plantInFile(
      drawQemuScenario(draw, family, { ...narrowed, hasFiles: hasFiles ?? true }),
      draw,
    );
  const drawn = drawQemuScenario(draw, family, narrowed);
  // The device writes one page after it was sent, so that the page has two records.
  const rewritten = FIRST_QUIET_PAGE + QUIET_PAGES + draw(QUIET_PAGES);
  const scenario: QemuScenario = {
    ...drawn,
    isFilled: true,
    parameters: { 'downtime-limit': 300 },
    pages: [rewritten],
    zeroPages: [],
    device: [{ kind: 'word', page: 0, after: 0, sent: 1 }],
  };
  const one = FIRST_QUIET_PAGE + draw(QUIET_PAGES);
  const other =
    FIRST_QUIET_PAGE + ((one - FIRST_QUIET_PAGE + 1 + draw(QUIET_PAGES - 1)) % QUIET_PAGES);
  switch (kind) {
    case 'altered':
      return {
        scenario,
        pages: [rewritten],
        ...changingLast(rewritten, (_, bytes) => [altered(bytes)]),
      };
    case 'dropped':
      // Later records need one that names its block, so such a record is not dropped: it gets the content of
      // the first record instead.
      return {
        scenario,
        pages: [rewritten],
        ...changingLast(rewritten, (first, bytes) =>
          (headerOf(bytes) & SAME_BLOCK) === 0n ? [withContentOf(first, bytes)] : [],
        ),
      };
    case 'swapped':
      return { scenario, pages: [one, other], ...swapping(one, other) };
    case 'replayed':
      return {
        scenario,
        pages: [rewritten],
        ...changingLast(rewritten, (first, bytes) => [bytes, first]),
      };
  }
}

type Planting = Required<Pick<Plant, 'tamper' | 'isPlanted'>>;

/**
 * The page is written once after its first record has passed, so its second record should be the last. If
 * there is a third record, or the write came before the first record was read, nothing was planted.
 */
function changingLast(
  page: number,
  change: (first: Uint8Array, last: Uint8Array) => readonly Uint8Array[],
): Planting {
  let first: Uint8Array | undefined;
  let records = 0;
  let isNews = false;
  return {
    tamper(item, bytes) {
      if (!isRecordOf(item) || item.page !== page) return [bytes];
      const own = Uint8Array.from(bytes);
      records++;
      first ??= own;
      if (records !== 2) return [bytes];
      isNews = Buffer.compare(contentIn(first), contentIn(own)) !== 0;
      return change(first, own);
    },
    isPlanted: () => records === 2 && isNews,
  };
}

/** Two pages that are never written: each has exactly one record. */
function swapping(one: number, other: number): Planting {
  const records = new Map([
    [one, 0],
    [other, 0],
  ]);
  return {
    tamper(item, bytes) {
      if (!isRecordOf(item) || !records.has(item.page)) return [bytes];
      records.set(item.page, (records.get(item.page) ?? 0) + 1);
      return [movedTo(item.page === one ? other : one, Uint8Array.from(bytes))];
    },
    isPlanted: () => [...records.values()].every((count) => count === 1),
  };
}

function contentIn(record: Uint8Array): Uint8Array {
  return record.subarray(-TARGET_PAGE_BYTES);
}

function withContentOf(first: Uint8Array, record: Uint8Array): Uint8Array {
  contentIn(record).set(contentIn(first));
  return record;
}

function isRecordOf(item: WireItem): item is WireItem & { readonly kind: 'record' } {
  return item.kind === 'record' && item.block === MEMORY_BLOCK && item.content !== undefined;
}

function altered(bytes: Uint8Array): Uint8Array {
  const last = bytes.length - 1;
  bytes.set([(bytes[last] as number) ^ 1], last);
  return bytes;
}

function movedTo(page: number, bytes: Uint8Array): Uint8Array {
  const flags = headerOf(bytes) & FLAGS;
  const view = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  view.setBigUint64(0, BigInt(page * TARGET_PAGE_BYTES) | flags);
  return bytes;
}

function headerOf(bytes: Uint8Array): bigint {
  return new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES).getBigUint64(0);
}

/** Alters a page in the complete file: one that the guest does not write, so that it is there once. */
function plantInFile(scenario: QemuScenario, draw: Draw): Plant {
  const quiet = Array.from({ length: QUIET_PAGES }, (_, index) => FIRST_QUIET_PAGE + index).filter(
    (page) => !scenario.pages.includes(page),
  );
  const page = quiet[draw(quiet.length)] as number;
  const content = pageVersions(scenario).initialBytes(page);
  let isPlanted = false;
  return {
    scenario,
    pages: [page],
    tamperFile(file) {
      const bytes = readFileSync(file);
      const at = bytes.indexOf(content);
      if (at < 0) return;
      isPlanted = true;
      writeFileSync(file, bytes.fill(altered(content.slice()), at, at + TARGET_PAGE_BYTES));
    },
    isPlanted: () => isPlanted,
  };
}
