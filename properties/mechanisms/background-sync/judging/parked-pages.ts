/** Premises about what happens to pages that a background sync has parked. */
import type { Layout } from '../../../../impl/system.ts';
import { pageBit } from '../../../../impl/system.ts';
import { blockNumberOf } from '../../../judging/pages/blocks.ts';
import type { Observer } from '../../../judging/sometimes/observer.ts';
import type { backgroundSyncSituations } from './situations.ts';

export const observeParkedPages: Observer<keyof typeof backgroundSyncSituations> = (
  context,
  reach,
) => {
  const { touched } = context;
  let isMerge = false;
  return {
    reset() {
      isMerge = false;
    },
    on: {
      ramblock_sync_dirty_bitmap() {
        isMerge = true;
      },
    },
    watches: pageBit.parked,
    page(page) {
      const after = touched.bits[page] as number;
      const before = touched.bitsBefore[page] as number;
      if (!isMerge || (before & ~after & pageBit.parked) === 0) return;
      if ((after & pageBit.dirty) === 0) reach(`parked-forgotten-${pathOf(context.layout, page)}`);
      else if ((before & pageBit.dirty) === 0) reach('parked-merged');
    },
    change() {
      isMerge = false;
    },
  };
};

/** The path by which a sync merges the page's block. */
export function pathOf(layout: Layout, page: number): 'word' | 'page' {
  const block = layout.blocks[blockNumberOf(layout, page)];
  return block?.takesWordPath === true ? 'word' : 'page';
}
