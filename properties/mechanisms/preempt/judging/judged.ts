/** What the judge knows of the preempt channel, which has no properties beyond those of postcopy. */
import type { JudgedMechanism } from '../../../judging/mechanism.ts';
import { preemptMeanings } from './meanings.ts';
import { preemptSituations } from './situations.ts';
import { observeOvertaking, observeTwoChannels } from './sometimes.ts';

export const preemptJudged: JudgedMechanism<'preempt', typeof preemptSituations> = {
  meanings: preemptMeanings,
  properties: {},
  situations: preemptSituations,
  observers: [observeOvertaking, observeTwoChannels],
  keeper: ({ ledger }) => ({
    on: {
      preempt_channel_cut() {
        ledger.isPreemptUp = false;
      },
    },
  }),
};
