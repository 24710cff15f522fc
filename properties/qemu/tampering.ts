/**
 * Ways to corrupt what is on its way. The relay changes records of pages, so that wrong memory arrives; each way
 * knows in which attempts it has done so.
 */
import type { Tampering } from '../../impl/qemu/gate.ts';
import { MEMORY_BLOCK } from '../../impl/qemu/process.ts';
import { TARGET_PAGE_BYTES } from '../../impl/qemu/scenario.ts';
import type { WireItem } from '../../traces/wire-reader.ts';

export interface Planting {
  readonly tampering: (attempt: number) => Tampering;
  /** Whether wrong memory must have arrived with this attempt. */
  readonly isPlantedIn: (attempt: number) => boolean;
}

/** A record begins with 64 bits: its page's address, with flags in the bits below the page size. */
const HEADER_BYTES = 8;
const SAME_BLOCK = 0x20n;
const FLAGS = BigInt(TARGET_PAGE_BYTES - 1);

/** What has been done in each attempt: one that is recovered goes on with what it had. */
function planting<State>(
  begin: () => State,
  tamper: (state: State) => Tampering,
  isPlanted: (state: State) => boolean,
): Planting {
  const states = new Map<number, State>();
  return {
    tampering(attempt) {
      const state = states.get(attempt) ?? begin();
      states.set(attempt, state);
      return tamper(state);
    },
    isPlantedIn(attempt) {
      const state = states.get(attempt);
      return state !== undefined && isPlanted(state);
    },
  };
}

/**
 * Alters every record of the page, so that the last one is wrong whichever that is.
 *
 * @param content - what the page holds, if it is to be found outside of records as well
 */
export function alteringEach(page: number, content?: Uint8Array): Planting {
  return planting(
    () => ({ isAltered: false }),
    (state) => ({
      item(item, bytes) {
        if (item.kind !== 'record' || item.block !== MEMORY_BLOCK || item.page !== page)
          return [bytes];
        state.isAltered = item.content !== undefined;
        return [state.isAltered ? altered(Uint8Array.from(bytes)) : bytes];
      },
      loose(bytes) {
        const at = content === undefined ? -1 : Buffer.from(bytes).indexOf(partOf(content));
        if (at < 0) return bytes;
        state.isAltered = true;
        const own = Uint8Array.from(bytes);
        own.set([(own[at] as number) ^ 1], at);
        return own;
      },
    }),
    ({ isAltered }) => isAltered,
  );
}

/** So much of a page tells it from all others; bytes arrive in portions that may end within the page. */
const TELLING_BYTES = 256;

function partOf(content: Uint8Array): Uint8Array {
  return content.subarray(0, TELLING_BYTES);
}

/**
 * The page is written once after its first record has passed, so its second record should be the last. If
 * there is a third record, or the write came before the first record was read, nothing was planted.
 */
export function changingLast(
  page: number,
  change: (first: Uint8Array, last: Uint8Array) => readonly Uint8Array[],
): Planting {
  return planting(
    (): { first: Uint8Array | undefined; records: number; isNews: boolean } => ({
      first: undefined,
      records: 0,
      isNews: false,
    }),
    (state) => ({
      item(item, bytes) {
        if (!isRecordOf(item) || item.page !== page) return [bytes];
        const own = Uint8Array.from(bytes);
        state.records++;
        state.first ??= own;
        if (state.records !== 2) return [bytes];
        state.isNews = Buffer.compare(contentIn(state.first), contentIn(own)) !== 0;
        return change(state.first, own);
      },
    }),
    ({ records, isNews }) => records === 2 && isNews,
  );
}

/**
 * Later records need one that names its block, so such a record is not dropped: it gets the content of the
 * first record instead.
 */
export function dropped(first: Uint8Array, last: Uint8Array): readonly Uint8Array[] {
  if ((headerOf(last) & SAME_BLOCK) !== 0n) return [];
  contentIn(last).set(contentIn(first));
  return [last];
}

/** Two pages that are never written: each has exactly one record. */
export function swapping(one: number, other: number): Planting {
  return planting(
    () =>
      new Map([
        [one, 0],
        [other, 0],
      ]),
    (records) => ({
      item(item, bytes) {
        if (!isRecordOf(item) || !records.has(item.page)) return [bytes];
        records.set(item.page, (records.get(item.page) ?? 0) + 1);
        return [movedTo(item.page === one ? other : one, Uint8Array.from(bytes))];
      },
    }),
    (records) => [...records.values()].every((count) => count === 1),
  );
}

/** The last byte is changed, in place. */
export function altered(bytes: Uint8Array): Uint8Array {
  const last = bytes.length - 1;
  bytes.set([(bytes[last] as number) ^ 1], last);
  return bytes;
}

function contentIn(record: Uint8Array): Uint8Array {
  return record.subarray(-TARGET_PAGE_BYTES);
}

function isRecordOf(item: WireItem): item is WireItem & { readonly kind: 'record' } {
  return item.kind === 'record' && item.block === MEMORY_BLOCK && item.content !== undefined;
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
