/** How each mechanism is drawn, shrunk and explored: the only list of mechanisms in this wing. */
import type { MechanismName, TracepointOf } from '../../impl/mechanisms.ts';
import type { Scenario } from '../../impl/scenario.ts';
import type { TracepointName } from '../../impl/tracepoints.ts';
import { backgroundSyncFamilies } from '../mechanisms/background-sync/searching/families.ts';
import { backgroundSyncExplorations } from '../mechanisms/background-sync/searching/explorations.ts';
import { drawBackgroundSync } from '../mechanisms/background-sync/searching/draw.ts';
import { drawAgain } from '../mechanisms/core/searching/draw-again.ts';
import { drawOldContent } from '../mechanisms/core/searching/draw.ts';
import { coreExplorations } from '../mechanisms/core/searching/explorations.ts';
import { coreWeighs } from '../mechanisms/core/searching/weighs.ts';
import { coreFamilies } from '../mechanisms/core/searching/families.ts';
import { drawFailures } from '../mechanisms/ends/searching/draw.ts';
import { endsFamilies } from '../mechanisms/ends/searching/families.ts';
import { endsWeighs } from '../mechanisms/ends/searching/weighs.ts';
import { drawLastReads, drawPostcopy } from '../mechanisms/postcopy/searching/draw.ts';
import { drawHints } from '../mechanisms/hints/searching/draw.ts';
import { hintsExplorations } from '../mechanisms/hints/searching/explorations.ts';
import { hintsFamilies } from '../mechanisms/hints/searching/families.ts';
import { hintsBear, hintsWeighs } from '../mechanisms/hints/searching/weighs.ts';
import { postcopyWeighs } from '../mechanisms/postcopy/searching/weighs.ts';
import { postcopyExplorations } from '../mechanisms/postcopy/searching/explorations.ts';
import { postcopyFamilies } from '../mechanisms/postcopy/searching/families.ts';
import { drawPreempt } from '../mechanisms/preempt/searching/draw.ts';
import { preemptExplorations } from '../mechanisms/preempt/searching/explorations.ts';
import { preemptWeighs } from '../mechanisms/preempt/searching/weighs.ts';
import { preemptFamilies } from '../mechanisms/preempt/searching/families.ts';
import { drawRecoveries } from '../mechanisms/recovery/searching/draw.ts';
import { recoveryExplorations } from '../mechanisms/recovery/searching/explorations.ts';
import { recoveryFamilies } from '../mechanisms/recovery/searching/families.ts';
import { recoveryWeighs } from '../mechanisms/recovery/searching/weighs.ts';
import { drawPrefaults } from '../mechanisms/userfaultfd/searching/draw.ts';
import { userfaultfdFamilies } from '../mechanisms/userfaultfd/searching/families.ts';
import type { Draw } from './scenarios/draw.ts';
import type { Exploration } from './scenarios/exploration.ts';
import type { Family } from './scenarios/family.ts';

interface SearchedMechanism<Name extends MechanismName> {
  /** Families of scenarios about the mechanism. */
  readonly families?: readonly Family[];
  /** Draws the mechanism's fields, given everything drawn before. */
  readonly draw?: (draw: Draw, family: Family, drawn: Scenario) => Partial<Scenario>;
  /** Draws the fields that depend on the guest's program, given everything else. */
  readonly drawLast?: (draw: Draw, family: Family, drawn: Scenario) => Partial<Scenario>;
  /** Events that a story has to tell: the fewer of them a run has, the easier it is to understand. */
  readonly weighs: readonly TracepointOf<Name>[];
  /** Events that affect the properties of the page in their first argument, whatever cells they touch. */
  readonly bearsOn?: readonly TracepointOf<Name>[];
  /** Engines with the mechanism that are explored exhaustively. */
  readonly explorations?: readonly Exploration[];
}

/** The mechanisms, in the order in which they are drawn. */
const byName: { readonly [Name in MechanismName]: SearchedMechanism<Name> } = {
  core: {
    families: coreFamilies,
    drawLast: (draw, family, drawn) => {
      const again = drawAgain(draw, family, drawn);
      return { ...again, ...drawOldContent(draw, family, { ...drawn, ...again }) };
    },
    weighs: coreWeighs,
    explorations: coreExplorations,
  },
  discards: { weighs: ['postcopy_place_discarded_page'] },
  postcopy: {
    families: postcopyFamilies,
    draw: drawPostcopy,
    drawLast: drawLastReads,
    weighs: postcopyWeighs,
    explorations: postcopyExplorations,
  },
  'background-sync': {
    families: backgroundSyncFamilies,
    draw: drawBackgroundSync,
    weighs: ['background_sync_skipped'],
    explorations: backgroundSyncExplorations,
  },
  preempt: {
    families: preemptFamilies,
    draw: drawPreempt,
    weighs: preemptWeighs,
    explorations: preemptExplorations,
  },
  hints: {
    families: hintsFamilies,
    drawLast: drawHints,
    weighs: hintsWeighs,
    bearsOn: hintsBear,
    explorations: hintsExplorations,
  },
  recovery: {
    families: recoveryFamilies,
    draw: drawRecoveries,
    weighs: recoveryWeighs,
    explorations: recoveryExplorations,
  },
  userfaultfd: {
    families: userfaultfdFamilies,
    draw: drawPrefaults,
    weighs: ['postcopy_place_page_again', 'postcopy_place_page_failed'],
  },
  ends: { families: endsFamilies, drawLast: drawFailures, weighs: endsWeighs },
};

type Searched = Pick<
  SearchedMechanism<MechanismName>,
  'families' | 'draw' | 'drawLast' | 'explorations'
>;

export const searched: readonly Searched[] = Object.values(byName);

export const weighed: readonly TracepointName[] = Object.values(byName).flatMap(
  ({ weighs }): readonly TracepointName[] => weighs,
);

export const bearing: readonly TracepointName[] = Object.values(byName).flatMap(
  ({ bearsOn }): readonly TracepointName[] => bearsOn ?? [],
);

export const explorations: readonly Exploration[] = searched.flatMap(
  (one) => one.explorations ?? [],
);
