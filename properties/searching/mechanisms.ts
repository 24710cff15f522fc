/** What is drawn, cut and explored of each mechanism: the one list of this wing. */
import type { MechanismName } from '../../impl/mechanisms.ts';
import type { Scenario } from '../../impl/scenario.ts';
import { backgroundSyncFamilies } from '../mechanisms/background-sync/searching/families.ts';
import { backgroundSyncExplorations } from '../mechanisms/background-sync/searching/explorations.ts';
import { drawBackgroundSync } from '../mechanisms/background-sync/searching/draw.ts';
import { coreExplorations } from '../mechanisms/core/searching/explorations.ts';
import { coreFamilies } from '../mechanisms/core/searching/families.ts';
import { drawPostcopy } from '../mechanisms/postcopy/searching/draw.ts';
import { postcopyFamilies } from '../mechanisms/postcopy/searching/families.ts';
import { drawPreempt } from '../mechanisms/preempt/searching/draw.ts';
import { preemptExplorations } from '../mechanisms/preempt/searching/explorations.ts';
import { preemptFamilies } from '../mechanisms/preempt/searching/families.ts';
import type { Draw } from './scenarios/draw.ts';
import type { Exploration } from './scenarios/exploration.ts';
import type { Family } from './scenarios/family.ts';

export interface SearchedMechanism {
  /** Families of scenarios that are about it. */
  readonly families?: readonly Family[];
  /** Draws what its fields say, given all that was drawn before. */
  readonly draw?: (draw: Draw, family: Family, drawn: Scenario) => Partial<Scenario>;
  /** Engines with it of which every interleaving is run. */
  readonly explorations?: readonly Exploration[];
}

/** In the order in which they are drawn. */
const byName: Readonly<Record<MechanismName, SearchedMechanism>> = {
  core: { families: coreFamilies, explorations: coreExplorations },
  discards: {},
  postcopy: { families: postcopyFamilies, draw: drawPostcopy },
  'background-sync': {
    families: backgroundSyncFamilies,
    draw: drawBackgroundSync,
    explorations: backgroundSyncExplorations,
  },
  preempt: { families: preemptFamilies, draw: drawPreempt, explorations: preemptExplorations },
};

export const searched: readonly SearchedMechanism[] = Object.values(byName);

export const explorations: readonly Exploration[] = searched.flatMap(
  (one) => one.explorations ?? [],
);
