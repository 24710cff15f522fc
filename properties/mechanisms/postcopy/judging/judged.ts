/** What the judge knows of postcopy. */
import type { JudgedMechanism } from '../../../judging/mechanism.ts';
import { postcopyKeeper } from './ledger.ts';
import { postcopyMeanings } from './meanings.ts';
import { n6Priority } from './n6-priority.ts';
import { n7Peers } from './n7-peers.ts';
import { q1Frozen } from './q1-frozen.ts';
import { q2SwitchOver } from './q2-switch-over.ts';
import { q3Partition } from './q3-partition.ts';
import { q4Atomicity } from './q4-atomicity.ts';
import { q5Placement } from './q5-placement.ts';
import { q6ChannelPurity } from './q6-channel-purity.ts';
import { q7Requests } from './q7-requests.ts';
import { postcopySituations } from './situations.ts';
import {
  observeHostility,
  observeLastMoments,
  observeMissingPages,
  observeSwitchOver,
} from './sometimes.ts';

export const postcopyJudged: JudgedMechanism<'postcopy', typeof postcopySituations> = {
  meanings: postcopyMeanings,
  properties: {
    Q1: q1Frozen,
    Q2: q2SwitchOver,
    Q3: q3Partition,
    Q4: q4Atomicity,
    Q5: q5Placement,
    Q6: q6ChannelPurity,
    Q7: q7Requests,
    N6: n6Priority,
    N7: n7Peers,
  },
  situations: postcopySituations,
  observers: [observeSwitchOver, observeMissingPages, observeLastMoments, observeHostility],
  keeper: postcopyKeeper,
};
