/**
 * What the destination holds before anything of a migration arrives. A fresh process holds zeros, except for
 * what its firmware has written; one that is reused holds what an earlier migration has left.
 */
import { host } from '../../../impl/tracepoints.ts';
import type { Scenario } from '../../../impl/scenario.ts';
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
