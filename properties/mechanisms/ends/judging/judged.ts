/** What the judge knows of the ends of a migration. */
import type { JudgedMechanism } from '../../../judging/mechanism.ts';
import { endsKeeper } from './ledger.ts';
import { endsMeanings } from './meanings.ts';
import { endsSituations } from './situations.ts';
import { observeDeviceFailures, observeProcesses } from './sometimes.ts';

export const endsJudged: JudgedMechanism<'ends', typeof endsSituations> = {
  meanings: endsMeanings,
  properties: {},
  situations: endsSituations,
  observers: [observeDeviceFailures, observeProcesses],
  keeper: endsKeeper,
};
