/** What the judge knows of background syncs. */
import type { JudgedMechanism } from '../../../judging/mechanism.ts';
import { observeContention } from './contention.ts';
import { backgroundSyncMeanings } from './meanings.ts';
import { observeParkedPages } from './parked-pages.ts';
import { backgroundSyncSituations } from './situations.ts';
import { observeBackgroundSyncs } from './sometimes.ts';

export const backgroundSyncJudged: JudgedMechanism<
  'background-sync',
  typeof backgroundSyncSituations
> = {
  meanings: backgroundSyncMeanings,
  properties: {},
  situations: backgroundSyncSituations,
  observers: [observeBackgroundSyncs, observeParkedPages, observeContention],
};
