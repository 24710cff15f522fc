/** What the judge knows of hints about free pages. */
import type { JudgedMechanism } from '../../../judging/mechanism.ts';
import { h1Hints } from './h1-hints.ts';
import { hintsMeanings } from './meanings.ts';
import { hintsSituations } from './situations.ts';
import { observeHints } from './sometimes.ts';

export const hintsJudged: JudgedMechanism<'hints', typeof hintsSituations> = {
  meanings: hintsMeanings,
  properties: { H1: h1Hints },
  situations: hintsSituations,
  observers: [observeHints],
  keeper: ({ ledger, touched: { touch } }) => ({
    on: {
      report_free_page(page) {
        ledger.free[page] = 1;
        touch(page);
      },
    },
  }),
};
