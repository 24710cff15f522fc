/**
 * Liveness under fairness: searches for a *lasso*, a path to a cycle along which an obligation stays
 * open for ever although the actions that can be relied on happen. The states in which the obligation
 * is open fall into strongly connected components, and examining each of them once is enough (Baier and
 * Katoen, Principles of Model Checking, 6.4; SPIN's `-f` and TLC do the same). A component has a fair
 * cycle if every weakly fair action happens in it or is disabled in one of its states, and every
 * strongly fair action happens in it or is disabled in all of them. If only the latter fails, the
 * states in which such an action is enabled are left out, and the rest is examined again.
 *
 * A state in which nothing happens any more also counts as a cycle. It is fair if no action that can be
 * relied on is enabled.
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

/** The obligations to check and the fairness to assume; by default those of the model. */
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
 * Explores the machine as `explore` does and, if no state is broken, checks whether an obligation can
 * stay open for ever. Symmetry cannot be combined with this, because it loses the identity of pages.
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
