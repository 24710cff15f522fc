/** The shortest sequence of allowed steps that leads to a refused one, or replaces it. */
import type { PageMachine } from './page-machine.ts';
import type { PageState } from './page-state.ts';
import { expectedContent, keyOf } from './page-state.ts';
import type { Deed } from './step.ts';
import { describeDeed } from './step.ts';

/** At most a sync, the record it causes, and the arrival of that record are missing. */
const DEPTH = 4;

/** @returns like `iteration-sync, record of version 2, then complete`; `undefined` if nothing is near */
export function nearestContinuation(
  machine: PageMachine,
  state: PageState,
  refused: Deed,
): string | undefined {
  let open: readonly Way[] = [{ state, words: [] }];
  const seen = new Set<string>([keyOf(state)]);
  for (let depth = 0; depth < DEPTH; depth++) {
    const next: Way[] = [];
    for (const way of open)
      for (const deed of insteadOf(way.state)) {
        const fired = machine.fire(way.state, deed);
        if ('guard' in fired) continue;
        for (const one of fired) {
          const key = keyOf(one);
          if (seen.has(key)) continue;
          seen.add(key);
          const words = [...way.words, wordsFor(deed, way.state)];
          const isAllowed = !('guard' in machine.fire(one, refused));
          if (isAllowed) return `${words.join(', ')}, then ${describeDeed(refused)}`;
          // Only the content of the record was wrong.
          if (refused.kind === 'send' && deed.kind === 'send') return words.join(', ');
          next.push({ state: one, words });
        }
      }
    open = next;
  }
  return undefined;
}

interface Way {
  readonly state: PageState;
  readonly words: readonly string[];
}

function insteadOf({ content }: PageState): readonly Deed[] {
  return [
    { kind: 'send', content, isUrgent: false },
    { kind: 'action', action: 'iteration-sync' },
    { kind: 'action', action: 'deliver' },
    { kind: 'action', action: 'place' },
    { kind: 'action', action: 'discard' },
    { kind: 'action', action: 'stop' },
    { kind: 'action', action: 'wait' },
    { kind: 'owe', isDiscarded: true },
    { kind: 'owe', isDiscarded: false },
  ];
}

function wordsFor(deed: Deed, state: PageState): string {
  return deed.kind === 'send' ? `record of ${expectedContent(state)}` : describeDeed(deed);
}
