/** Premises about sizes: bitmap words that are full, and offsets that do not fit into 31 or 32 bits. */
import { pageBit } from '../../../impl/system.ts';
import type { coreSituations } from '../../mechanisms/core/judging/situations.ts';
import { BEYOND_2_GIB, BEYOND_4_GIB, offsetOf } from '../pages/offsets.ts';
import type { Observer } from './observer.ts';

const WORD_BITS = 32;

export const observeSizes: Observer<keyof typeof coreSituations> = (context, reach) => {
  const { touched } = context;
  const hasFullWord = (first: number, pages: number): boolean => {
    for (let word = first; word + WORD_BITS <= first + pages; word += WORD_BITS)
      if (
        touched.bits.subarray(word, word + WORD_BITS).every((bits) => (bits & pageBit.dirty) !== 0)
      )
        return true;
    return false;
  };
  return {
    appliesTo: ({ wordBits, blocks }) =>
      wordBits === WORD_BITS || blocks.some(({ pagesBefore = 0 }) => pagesBefore > 0),
    on: {
      ramblock_sync_dirty_bitmap(number) {
        const block = context.layout.blocks[number];
        if (block === undefined || context.scenario.wordBits !== WORD_BITS) return;
        if (hasFullWord(block.firstPage, block.usedPages)) reach('full-word');
      },
      ram_save_page(page) {
        const offset = offsetOf(context, page);
        if (offset >= BEYOND_4_GIB) reach('record-beyond-4-gib');
        else if (offset >= BEYOND_2_GIB) reach('record-across-2-gib');
      },
    },
  };
};
