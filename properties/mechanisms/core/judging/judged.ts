/** What the judge knows of precopy, of the guest, and of every migration. */
import { n1Economy } from '../../../judging/oracles/craft/n1-economy.ts';
import { n2Search } from '../../../judging/oracles/craft/n2-search.ts';
import { n3Decisions } from '../../../judging/oracles/craft/n3-decisions.ts';
import { n4Syncs } from '../../../judging/oracles/craft/n4-syncs.ts';
import { n5Loading } from '../../../judging/oracles/craft/n5-loading.ts';
import { end } from '../../../judging/oracles/end.ts';
import { g1GuestView } from '../../../judging/oracles/g1-guest-view.ts';
import { o1Statuses } from '../../../judging/oracles/o1-statuses.ts';
import { o2Answered } from '../../../judging/oracles/o2-answered.ts';
import { p1Coverage } from '../../../judging/oracles/p1-coverage.ts';
import { p2Log } from '../../../judging/oracles/p2-log.ts';
import { p3ClearDiscipline } from '../../../judging/oracles/p3-clear-discipline.ts';
import { p4Count } from '../../../judging/oracles/p4-count.ts';
import { p5Lock } from '../../../judging/oracles/p5-lock.ts';
import { p6Grammar } from '../../../judging/oracles/p6-grammar.ts';
import { q9SplitBrain } from '../../../judging/oracles/q9-split-brain.ts';
import { rRefinement } from '../../../judging/oracles/r-refinement.ts';
import { deadlock, crash, progress } from '../../../judging/oracles/whole-run.ts';
import { ledgerKeeper } from '../../../judging/lockstep/ledger.ts';
import type { JudgedMechanism } from '../../../judging/mechanism.ts';
import { observeComingBack } from '../../../judging/sometimes/coming-back.ts';
import { observeLife } from '../../../judging/sometimes/life.ts';
import { observeLog } from '../../../judging/sometimes/log.ts';
import { observeOldContent } from '../../../judging/sometimes/old-content.ts';
import { observeReads } from '../../../judging/sometimes/reads.ts';
import { observeSizes } from '../../../judging/sometimes/sizes.ts';
import { observeSyncs } from '../../../judging/sometimes/syncs.ts';
import { coreMeanings } from './meanings.ts';
import { coreSituations } from './situations.ts';

export const coreJudged: JudgedMechanism<'core', typeof coreSituations> = {
  meanings: coreMeanings,
  properties: {
    P2: p2Log,
    P3: p3ClearDiscipline,
    P5: p5Lock,
    P1: p1Coverage,
    Q9: q9SplitBrain,
    END: end,
    G1: g1GuestView,
    DEADLOCK: deadlock,
    CRASH: crash,
    PROGRESS: progress,
    O2: o2Answered,
    O1: o1Statuses,
    P4: p4Count,
    P6: p6Grammar,
    R: rRefinement,
    N5: n5Loading,
    N4: n4Syncs,
    N3: n3Decisions,
    N2: n2Search,
    N1: n1Economy,
  },
  situations: coreSituations,
  observers: [
    observeReads,
    observeSyncs,
    observeLog,
    observeLife,
    observeOldContent,
    observeComingBack,
    observeSizes,
  ],
  keeper: (context) => ledgerKeeper(context.ledger, context, context.touched),
};
