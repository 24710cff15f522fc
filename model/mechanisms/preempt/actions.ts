/**
 * The preempt link: host pages that the destination waits for overtake the pages on the main link. The
 * model leaves open who sends them: the one sender, which meanwhile leaves the host page on the main
 * link half sent, or a second sender beside it.
 */
import type { Configuration } from '../../configuration.ts';
import type { Size } from '../../guard.ts';
import { append, preemptLink } from '../../link.ts';
import type { ActionsOf } from '../../mechanism.ts';
import type { State } from '../../state.ts';
import { copy, read } from '../../state.ts';
import { deliver, drop, take } from '../../transfer.ts';
import { isWanted } from '../core/guards.ts';
import { isNotRecovering } from '../recovery/guards.ts';
import {
  isAwaited,
  isFirstOnPreemptLink,
  isNotBegunOnMain,
  preemptLinkHasRoom,
  preemptLinkIsFree,
  urgentHandHolds,
  urgentHandIsEmpty,
} from './guards.ts';

export const preemptActions: ActionsOf<'preempt'> = {
  'take-urgent': {
    guards: [
      urgentHandIsEmpty,
      isNotRecovering,
      preemptLinkIsFree,
      isNotBegunOnMain,
      isAwaited,
      isWanted,
    ],
    effect: (state, page, size) => take(state, page, preemptLink, size),
    touches: [['page to send']],
    per: 'page',
    fairness: 'weak',
    isWithinBudget: hasPreemptLink,
    says: 'source takes page # for the preempt link',
  },
  'send-urgent': {
    guards: [urgentHandHolds, preemptLinkHasRoom],
    effect: sendUrgent,
    touches: [['records']],
    per: 'page',
    fairness: 'weak',
    isWithinBudget: hasPreemptLink,
    says: 'source reads page # and sends it on the preempt link',
  },
  'deliver-urgent': {
    guards: [isFirstOnPreemptLink],
    effect: (state, _page, size) => deliver(state, preemptLink, size),
    touches: [['page', 'first records'], ['records']],
    per: 'page',
    fairness: 'weak',
    isWithinBudget: hasPreemptLink,
    says: 'record of page # arrives over the preempt link',
  },
  'cut-urgent': {
    guards: [],
    effect: (state, _page, size) => drop(state, preemptLink, size),
    touches: ['each page of one begun', ['records']],
    per: 'migration',
    fairness: 'none',
    isWithinBudget: (configuration) => configuration.cuts && hasPreemptLink(configuration),
    says: 'preempt link drops',
  },
};

function sendUrgent(state: State, page: number, size: Size): void {
  state[preemptLink.hand] = 0;
  // Memory no longer changes on the source, so what is read is current.
  if (read(state, preemptLink.up) === 1) append(state, preemptLink, [page, copy.current], size);
}

function hasPreemptLink({ records }: Configuration): boolean {
  return (records.preempt ?? 0) > 0;
}
