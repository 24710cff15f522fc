/**
 * Step B of a sync: moves QEMU's log of one block into the bitmaps (cpu_physical_memory_sync_dirty_bitmap),
 * word by word if whole words cover exactly the block, otherwise page by page. The caller holds
 * `bitmap_mutex`.
 *
 * A *legacy iteration* sync merges the logged pages into the dirty bitmap. A *background* sync must not
 * touch that bitmap: it parks the logged pages, and copies the dirty bitmap to the shadow bitmap. A *modern
 * iteration* sync merges the logged and the parked pages. First of all, a sync unparks each page that was
 * dirty at the last background sync and no longer is, since that page has been sent in between. This
 * inference is sound only if the shadow was taken by the background sync that parked the page or by a later
 * one, so each background sync assigns the whole shadow.
 */
import type { DirtyLog } from '../memory/dirty-log.ts';
import type { RamBlock } from '../memory/ram-block.ts';
import type { SyncKind } from '../../tracepoints.ts';

export interface Merged {
  /** Pages that were not known to be dirty before: the dirty rate. */
  readonly newPages: number;
  /** Pages that this sync added to the dirty bitmap. */
  readonly addedPages: number;
}

export function mergeLog(block: RamBlock, log: DirtyLog, sync: SyncOfBlock): Merged {
  forgetSentPages(block);
  const newPages = block.takesWordPath(sync.wordBits)
    ? mergeByWord(block, log, sync)
    : mergeByPage(block, log, sync.kind);
  if (sync.kind === 'legacy-iteration') return { newPages, addedPages: newPages };
  if (sync.kind === 'modern-iteration') return { newPages, addedPages: mergeParked(block) };
  return { newPages, addedPages: 0 };
}

export interface SyncOfBlock {
  readonly kind: SyncKind;
  readonly wordBits: number;
}

function forgetSentPages(block: RamBlock): void {
  for (let page = 0; page < block.usedPages; page++)
    if (block.shadow.test(page) && !block.dirty.test(page)) block.parked.unset(page);
}

function mergeByWord(block: RamBlock, log: DirtyLog, { kind, wordBits }: SyncOfBlock): number {
  const { dirty, parked, shadow } = block;
  const firstLogWord = Math.floor(block.offset / wordBits);
  let newPages = 0;
  for (let word = 0; word < block.usedPages / wordBits; word++) {
    const bits = log.takeWord(firstLogWord + word);
    newPages += popcount(bits & ~dirty.word(word) & ~parked.word(word));
    (kind === 'legacy-iteration' ? dirty : parked).orWord(word, bits);
    if (kind === 'background') shadow.setWord(word, dirty.word(word));
  }
  block.clearPending.setAll();
  return newPages;
}

/** Merges a small block, which shares a bitmap word with its neighbours, and clears its log at once. */
function mergeByPage(block: RamBlock, log: DirtyLog, kind: SyncKind): number {
  const { dirty, parked, shadow } = block;
  let newPages = 0;
  for (let page = 0; page < block.usedPages; page++) {
    if (kind === 'background') shadow.assign(page, dirty.test(page));
    if (!log.takePage(block.offset + page)) continue;
    if (!dirty.test(page) && !parked.test(page)) newPages++;
    (kind === 'legacy-iteration' ? dirty : parked).set(page);
  }
  return newPages;
}

function mergeParked(block: RamBlock): number {
  const { dirty, parked, shadow } = block;
  let addedPages = 0;
  for (let page = 0; page < block.usedPages; page++) {
    if (!parked.test(page) || dirty.test(page)) continue;
    dirty.set(page);
    addedPages++;
  }
  parked.clearAll();
  shadow.clearAll();
  return addedPages;
}

function popcount(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}
