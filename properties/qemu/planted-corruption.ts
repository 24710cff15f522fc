/**
 * Positive controls: somebody changes what passes, so that the memory that arrives is wrong. A judge
 * that does not notice is no judge.
 */
import type { Tamper } from '../../impl/qemu/gate.ts';
import { MEMORY_BLOCK } from '../../impl/qemu/process.ts';
import type { QemuScenario } from '../../impl/qemu/scenario.ts';
import { TARGET_PAGE_BYTES } from '../../impl/qemu/scenario.ts';
import type { WireItem } from '../../traces/wire-reader.ts';
import type { Draw } from '../strategies/random-source.ts';
import type { QemuFamily } from './families.ts';
import { drawQemuScenario } from './draw-scenario.ts';

export const corruptions = ['altered', 'dropped', 'swapped', 'replayed'] as const;
export type Corruption = (typeof corruptions)[number];

export interface Plant {
  readonly scenario: QemuScenario;
  readonly tamper: Tamper<WireItem>;
  /** Pages that must be found wrong. */
  readonly pages: readonly number[];
  /** Whether there was occasion to plant it. */
  readonly isPlanted: () => boolean;
}

/** A record begins with 64 bits: the address of its page, and flags where that has none. */
const HEADER_BYTES = 8;
const SAME_BLOCK = 0x20n;
const FLAGS = BigInt(TARGET_PAGE_BYTES - 1);

/** Pages of filled memory that the guest does not write lie from here on. */
const FIRST_QUIET_PAGE = 0x180;
const QUIET_PAGES = 64;

export function plant(kind: Corruption, draw: Draw, family: QemuFamily): Plant {
  const drawn = drawQemuScenario(draw, family, { writer: 'device', hugePages: false });
  // The device writes one page when that has been sent, so that there are two records of it.
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
      return { scenario, pages: [one], ...changing([one], (_, bytes) => [altered(bytes)]) };
    case 'dropped':
      // One that names its block is needed by those that follow: it goes on, with another content.
      return {
        scenario,
        pages: [one],
        ...changing([one], (_, bytes) =>
          (headerOf(bytes) & SAME_BLOCK) === 0n ? [altered(bytes)] : [],
        ),
      };
    case 'swapped':
      return {
        scenario,
        pages: [one, other],
        ...changing([one, other], (page, bytes) => [movedTo(page === one ? other : one, bytes)]),
      };
    case 'replayed':
      return { scenario, pages: [rewritten], ...replaying(rewritten) };
  }
}

type Change = (page: number, bytes: Uint8Array) => readonly Uint8Array[];

/** Every record of these pages: the last one is among them. */
function changing(pages: readonly number[], change: Change): Pick<Plant, 'tamper' | 'isPlanted'> {
  const changed = new Set<number>();
  return {
    tamper(item, bytes) {
      if (!isRecordOf(item) || !pages.includes(item.page)) return [bytes];
      changed.add(item.page);
      return change(item.page, Uint8Array.from(bytes));
    },
    isPlanted: () => changed.size === pages.length,
  };
}

/** The first record of the page comes once more after each later one. */
function replaying(page: number): Pick<Plant, 'tamper' | 'isPlanted'> {
  let first: Uint8Array | undefined;
  let isPlanted = false;
  return {
    tamper(item, bytes) {
      if (!isRecordOf(item) || item.page !== page) return [bytes];
      if (first === undefined) {
        first = Uint8Array.from(bytes);
        return [bytes];
      }
      isPlanted =
        Buffer.compare(first.subarray(-TARGET_PAGE_BYTES), bytes.subarray(-TARGET_PAGE_BYTES)) !==
        0;
      return [bytes, first];
    },
    isPlanted: () => isPlanted,
  };
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
