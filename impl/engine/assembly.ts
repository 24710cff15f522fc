/** What a mechanism adds to an engine: shared objects, threads, and views of its state between two steps. */
import type { Steps, Thread } from '../runtime/thread.ts';
import type { Scenario, TickKind } from '../scenario.ts';
import type { LinkView } from '../system.ts';
import type { EngineParts } from './parts.ts';

/**
 * One assembly serves all scenarios: `make` makes the objects for one scenario, and the other members
 * receive them as `own`.
 *
 * @typeParam Own - the mechanism's shared objects, in addition to those that every engine has
 */
export interface Assembly<Own = undefined> {
  /** Makes the shared objects, on top of `parts`; `undefined` if the scenario does not use the mechanism. */
  readonly make: (parts: EngineParts, scenario: Scenario) => Own;
  /** The mechanism's threads in a scenario; none if the scenario does not use the mechanism. */
  readonly threads: (
    parts: EngineParts,
    scenario: Scenario,
    own: NoInfer<Own>,
  ) => readonly ThreadShape[];
  /** The mechanism's records of a page, as bits of `Views.pageBits`; left out or `undefined` if none. */
  readonly bits?: (parts: EngineParts, own: NoInfer<Own>) => PageBits | undefined;
  /** The mechanism's connections, for drawings of the traffic. */
  readonly links?: (parts: EngineParts, own: NoInfer<Own>) => readonly LinkView[];
}

/** An assembly that is bound to one engine. */
export interface Assembled {
  readonly threads: (scenario: Scenario) => readonly ThreadShape[];
  readonly bits: readonly PageBits[];
  readonly links: readonly LinkView[];
}

export function assemble<Own>(
  { make, threads, bits, links }: Assembly<Own>,
  parts: EngineParts,
  scenario: Scenario,
): Assembled {
  const own = make(parts, scenario);
  const shown = bits?.(parts, own);
  return {
    threads: (planned) => threads(parts, planned, own),
    bits: shown === undefined ? [] : [shown],
    links: links?.(parts, own) ?? [],
  };
}

/** For a mechanism without shared objects of its own. */
export const nothingOwn = (): undefined => undefined;

export type PageBits = (page: number) => number;

export interface ThreadShape {
  readonly name: string;
  /** Its position among all threads, which breaks ties: a lower place comes first. */
  readonly place: number;
  /** The only event that the thread waits for: the thread exists only if such a tick is planned. */
  readonly onTick?: TickKind;
  readonly body: (thread: Thread) => Steps;
}
