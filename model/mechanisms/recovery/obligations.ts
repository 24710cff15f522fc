/** The obligation of a recovery. */
import type { Obligation } from '../../obligation.ts';
import { at, phase, read } from '../../state.ts';

export const recoveryObligations: readonly Obligation[] = [
  {
    name: 'hosts that are connected again go on with the migration',
    isAboutPage: false,
    isOpen: (state) => read(state, at.phase) === phase.recovering,
    renewedBy: [],
  },
];
