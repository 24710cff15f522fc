/** Syncs between two iterations find guest writes early and put the pages aside for the next iteration. */
import { spend } from '../../effect.ts';
import type { Size } from '../../guard.ts';
import type { ActionsOf } from '../../mechanism.ts';
import type { State } from '../../state.ts';
import { at, note, noteOf, read, setNote } from '../../state.ts';
import { countSync } from '../core/effects.ts';
import { isActive } from '../core/guards.ts';

export const backgroundSyncActions: ActionsOf<'background-sync'> = {
  'background-sync': {
    guards: [isActive],
    effect: backgroundSync,
    touches: ['each page'],
    per: 'migration',
    fairness: 'none',
    isWithinBudget: (_configuration, state) => read(state, at.backgroundSyncsLeft) > 0,
    says: 'background sync parks the logged pages',
  },
};

function backgroundSync(state: State, _page: number, { pages }: Size): void {
  spend(state, at.backgroundSyncsLeft);
  countSync(state);
  for (let page = 0; page < pages; page++)
    if (noteOf(state, page) === note.logged) setNote(state, page, note.parked);
}
