/**
 * What the preempt link does to a state. Host pages that somebody waits for overtake on it what is
 * on the main link. Who sends them is left open: the one sender, which leaves the host page on the
 * main link half sent for as long, or a second one beside it.
 */
import type { Effect } from './effect.ts';
import { append, preemptLink } from './link.ts';
import { at, copy, read } from './state.ts';
import { deliver, drop, take } from './transfer.ts';

type PreemptAction = 'take-urgent' | 'send-urgent' | 'deliver-urgent' | 'cut-urgent';

export const preemptEffects: Readonly<Record<PreemptAction, Effect>> = {
  'take-urgent': (state, page, size) => take(state, page, preemptLink, size),
  'send-urgent': (state, page, size) => {
    state[at.urgentHand] = 0;
    // Memory no longer changes on the source, so whatever is read of it is current.
    if (read(state, at.urgentLinkUp) === 1) append(state, preemptLink, [page, copy.current], size);
  },
  'deliver-urgent': (state, _page, size) => deliver(state, preemptLink, size),
  'cut-urgent': (state, _page, size) => drop(state, preemptLink, size),
};
