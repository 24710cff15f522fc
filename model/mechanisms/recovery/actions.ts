/**
 * Recovery: after a loss in postcopy the hosts are connected again, the source owes every page that is
 * missing on the destination, and the migration goes on. The guest runs on the destination all the while.
 */
import type { Configuration } from '../../configuration.ts';
import type { Size } from '../../guard.ts';
import { linksAreUp, mainLink, preemptLink } from '../../link.ts';
import type { ActionsOf } from '../../mechanism.ts';
import type { State } from '../../state.ts';
import { at, flag, note, phase, setFlag, setNote } from '../../state.ts';
import { isPopulated } from '../discards/guards.ts';
import { canPlace, isMissing } from '../postcopy/guards.ts';
import { handsAreEmpty, isBrokenOff, isRecovering, missingPagesAreOwed } from './guards.ts';

export const recoveryActions: ActionsOf<'recovery'> = {
  reconnect: {
    guards: [isBrokenOff, canPlace, handsAreEmpty],
    effect: reconnect,
    touches: ['each page'],
    per: 'migration',
    fairness: 'none',
    isWithinBudget: ({ recovers = false }) => recovers,
    says: 'hosts are connected again over the main link',
  },
  'reconnect-urgent': {
    guards: [isRecovering],
    effect: (state) => {
      state[preemptLink.up] = 1;
    },
    touches: [],
    per: 'migration',
    fairness: 'none',
    isWithinBudget: (configuration) => hasBothLinks(configuration),
    says: 'hosts are connected again over the preempt link',
  },
  'owe-again': {
    guards: [isRecovering, isPopulated, isMissing],
    effect: (state, page) => setNote(state, page, note.pending),
    touches: [['page']],
    per: 'page',
    fairness: 'weak',
    isWithinBudget: ({ recovers = false }) => recovers,
    says: 'source owes page #, which has not been received',
  },
  resume: {
    guards: [isRecovering, missingPagesAreOwed],
    effect: (state) => {
      // A link may have dropped meanwhile, unnoticed.
      state[at.phase] = linksAreUp(state) ? phase.switched : phase.paused;
    },
    touches: [],
    per: 'migration',
    fairness: 'weak',
    isWithinBudget: ({ recovers = false }) => recovers,
    says: 'both hosts have agreed to go on',
  },
};

/** A host page that has arrived in part is given up: it will be sent again as a whole. */
function reconnect(state: State, _page: number, { pages }: Size): void {
  state[mainLink.up] = 1;
  state[at.phase] = phase.recovering;
  for (let page = 0; page < pages; page++) setFlag(state, page, flag.hasArrived, false);
}

function hasBothLinks({ recovers = false, records }: Configuration): boolean {
  return recovers && (records.preempt ?? 0) > 0;
}
