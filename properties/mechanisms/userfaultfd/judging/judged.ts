/** What the judge knows of placing pages; Q5 and Q8 say what must come of it. */
import type { JudgedMechanism } from '../../../judging/mechanism.ts';
import { userfaultfdKeeper } from './ledger.ts';
import { userfaultfdMeanings } from './meanings.ts';
import { userfaultfdSituations } from './situations.ts';
import { observePlacing, observePrefaults } from './sometimes.ts';

export const userfaultfdJudged: JudgedMechanism<'userfaultfd', typeof userfaultfdSituations> = {
  meanings: userfaultfdMeanings,
  properties: {},
  situations: userfaultfdSituations,
  observers: [observePlacing, observePrefaults],
  keeper: userfaultfdKeeper,
};
