/**
 * Liveness under fairness: looks for a *lasso*, a way to a cycle along which an obligation stays open
 * for ever although everybody who can be relied on acts. The states in which the obligation is open
 * fall into strongly connected components, and it is enough to look at each of them once (Baier and
 * Katoen, Principles of Model Checking, 6.4; SPIN's `-f` and TLC do the same): a component has a fair
 * cycle if whatever is weakly fair happens in it or cannot happen in one of its states, and whatever
 * is strongly fair happens in it or never can. Where only the latter fails, the states in which it
 * could happen are left out, and what remains is looked at again.
 *
 * It counts as a cycle, too, if nothing at all happens from some time on; that is fair if nobody who
 * can be relied on could do anything.
 */
import type { Exploration, ExplorationOptions } from './explorer.ts';
import { visitAll } from './explorer.ts';
import type { FairnessOf } from './fairness.ts';
import { byKind, fairness } from './fairness.ts';
import type { Lasso } from './lasso.ts';
import { LassoSearch } from './lasso-search.ts';
import type { Model } from '../machine.ts';
import { obligations } from '../mechanisms.ts';
import type { Obligation } from '../obligation.ts';
import { representativePages } from './symmetry.ts';
import type { Transitions } from './transitions.ts';
import { transitionsOf } from './transitions.ts';
import { VisitedStates } from './visited-states.ts';

/** What is asked of the machine, and on whom it can rely; as it should be, if left out. */
export interface Premises {
  readonly fair?: FairnessOf;
  readonly asked?: readonly Obligation[];
}

interface Neglect extends Lasso {
  /** The obligation that is never met. */
  readonly broken: string;
}

/**
 * @param visited - every state that the machine can reach
 * @returns the first obligation that can stay open for ever, with a lasso that shows it
 */
function findNeglect(
  model: Model,
  visited: VisitedStates,
  transitions: Transitions,
  { fair = fairness, asked = obligations }: Premises,
): Neglect | undefined {
  const search = new LassoSearch(model, visited, transitions, byKind(fair));
  for (const obligation of asked) {
    const pages = obligation.isAboutPage ? representativePages(model) : [0];
    for (const page of pages) {
      const lasso = search.find(obligation, page);
      if (lasso !== undefined) return { broken: obligation.name, ...lasso };
    }
  }
  return undefined;
}

/**
 * Explores the machine as `explore` does, and if no state is broken looks whether an obligation can
 * stay open for ever. Symmetry does not go with it: it loses sight of which page is which.
 */
export function exploreFairly(
  model: Model,
  { statesMax, onProgress }: Omit<ExplorationOptions, 'symmetry'>,
  premises: Premises = {},
): Exploration {
  const visited = new VisitedStates(model.size);
  const exploration = visitAll(model, visited, {
    statesMax,
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  if (exploration.verdict !== 'verified') return exploration;
  const transitions = transitionsOf(model, visited, exploration.transitions);
  const counterexample = findNeglect(model, visited, transitions, premises);
  const bytes = exploration.bytes + transitions.actions.byteLength + transitions.targets.byteLength;
  if (counterexample === undefined) return { ...exploration, bytes };
  return { ...exploration, bytes, verdict: 'violated', counterexample };
}
