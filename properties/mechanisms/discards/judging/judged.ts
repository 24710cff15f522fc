/** What the judge knows of memory that is not plugged in. */
import type { JudgedMechanism } from '../../../judging/mechanism.ts';
import { discardsMeanings } from './meanings.ts';
import { discardsSituations } from './situations.ts';
import { observeDiscardedPages } from './sometimes.ts';

export const discardsJudged: JudgedMechanism<'discards', typeof discardsSituations> = {
  meanings: discardsMeanings,
  properties: {},
  situations: discardsSituations,
  observers: [observeDiscardedPages],
  keeper: ({ touched: { touch } }) => ({
    on: {
      postcopy_place_discarded_page(first, pages) {
        for (let page = first; page < first + pages; page++) touch(page);
      },
    },
  }),
};
