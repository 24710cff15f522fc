/** What the judge knows of each mechanism; no other file of this wing lists all mechanisms. */
import type { MechanismName } from '../../impl/mechanisms.ts';
import type { TracepointName } from '../../impl/tracepoints.ts';
import { backgroundSyncJudged } from '../mechanisms/background-sync/judging/judged.ts';
import { coreJudged } from '../mechanisms/core/judging/judged.ts';
import { discardsJudged } from '../mechanisms/discards/judging/judged.ts';
import { endsJudged } from '../mechanisms/ends/judging/judged.ts';
import { hintsJudged } from '../mechanisms/hints/judging/judged.ts';
import { postcopyJudged } from '../mechanisms/postcopy/judging/judged.ts';
import { preemptJudged } from '../mechanisms/preempt/judging/judged.ts';
import { recoveryJudged } from '../mechanisms/recovery/judging/judged.ts';
import { userfaultfdJudged } from '../mechanisms/userfaultfd/judging/judged.ts';
import type { Meaning } from './lockstep/meaning.ts';
import type { JudgedMechanism } from './mechanism.ts';

export interface JudgedMechanisms {
  readonly core: typeof coreJudged;
  readonly 'background-sync': typeof backgroundSyncJudged;
  readonly discards: typeof discardsJudged;
  readonly postcopy: typeof postcopyJudged;
  readonly preempt: typeof preemptJudged;
  readonly hints: typeof hintsJudged;
  readonly recovery: typeof recoveryJudged;
  readonly userfaultfd: typeof userfaultfdJudged;
  readonly ends: typeof endsJudged;
}

/** Makes it a compile error to leave out a mechanism of the engine. */
type Judged = JudgedMechanisms & {
  readonly [Name in MechanismName]: Pick<JudgedMechanism<Name, unknown>, 'meanings' | 'properties'>;
};

export const judged: Judged = {
  core: coreJudged,
  'background-sync': backgroundSyncJudged,
  discards: discardsJudged,
  postcopy: postcopyJudged,
  preempt: preemptJudged,
  hints: hintsJudged,
  recovery: recoveryJudged,
  userfaultfd: userfaultfdJudged,
  ends: endsJudged,
};

/** What each event means to the model. */
export const meanings: Readonly<Record<TracepointName, Meaning | 'nothing'>> = Object.assign(
  {},
  ...Object.values(judged).map((one) => one.meanings),
);
