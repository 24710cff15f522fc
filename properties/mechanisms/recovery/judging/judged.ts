/** What the judge knows of recoveries. */
import type { JudgedMechanism } from '../../../judging/mechanism.ts';
import { recoveryKeeper } from './ledger.ts';
import { recoveryMeanings } from './meanings.ts';
import { q8Recovery } from './q8-recovery.ts';
import { observeCancels } from './cancels.ts';
import { observeRefusals } from './refusals.ts';
import { recoverySituations } from './situations.ts';
import { observeLoss, observeRecovery } from './sometimes.ts';

export const recoveryJudged: JudgedMechanism<'recovery', typeof recoverySituations> = {
  meanings: recoveryMeanings,
  properties: { Q8: q8Recovery },
  situations: recoverySituations,
  observers: [observeRecovery, observeLoss, observeRefusals, observeCancels],
  keeper: recoveryKeeper,
};
