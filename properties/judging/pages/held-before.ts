/**
 * What the destination holds before anything of a migration arrives. A fresh process holds zeros, except for
 * what its firmware has written; one that is reused holds what an earlier migration has left.
 */
import { host } from '../../../impl/tracepoints.ts';
import type { Scenario } from '../../../impl/scenario.ts';
import type { Capacity } from '../lockstep/capacity.ts';
import type { Target } from '../lockstep/target.ts';

/** Whether the destination may hold anything but zeros. */
export function mayHoldOld({ oldPages = [], reusesDestination }: Scenario): boolean {
  return oldPages.length > 0 || reusesDestination === true;
}

/**
 * Writes what the destination holds now into `words`, page by page. An external engine is not expected to
 * keep anything: its destination is fresh.
 */
export function noteHeldBefore(
  { scenario, system, layout, views }: Target,
  words: Int32Array,
): void {
  const { pages, pageWords } = layout;
  if (!mayHoldOld(scenario) || system.lacks !== undefined) {
    words.fill(0, 0, pages * pageWords);
    return;
  }
  for (let page = 0; page < pages; page++)
    for (let word = 0; word < pageWords; word++)
      words[page * pageWords + word] = views.memoryWord(host.destination, page, word);
}

export interface HeldBefore {
  readonly retarget: () => void;
  /** A migration begins: what the destination holds is old. */
  readonly note: () => void;
  /** The destination has dropped all that it held. */
  readonly empty: () => void;
  /** Whether the page is as it was when the migration began, or was dropped since. */
  readonly isHeldStill: (page: number) => boolean;
}

export function followHeldBefore(
  target: Target & { readonly capacity: Pick<Capacity, 'pageWords'> },
): HeldBefore {
  const before = new Int32Array(target.capacity.pageWords);
  let holdsOld = false;
  return {
    retarget() {
      holdsOld = mayHoldOld(target.scenario);
      before.fill(0);
    },
    note() {
      if (holdsOld) noteHeldBefore(target, before);
    },
    empty() {
      if (holdsOld) before.fill(0);
    },
    isHeldStill(page) {
      const { layout, views } = target;
      const { pageWords } = layout;
      for (let word = 0; word < pageWords; word++)
        if (views.memoryWord(host.destination, page, word) !== before[page * pageWords + word])
          return false;
      return true;
    },
  };
}
