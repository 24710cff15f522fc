/** What a mechanism adds to an engine: shared objects, threads, and what is shown of it between two steps. */
import type { Steps, Thread } from '../runtime/thread.ts';
import type { Scenario, TickKind } from '../scenario.ts';
import type { LinkView } from '../system.ts';
import type { EngineParts } from './parts.ts';

/**
 * An assembly belongs to no scenario: what it makes for one, it is handed again.
 *
 * @typeParam Own - its shared objects, beside those that the engine cannot be without
 */
export interface Assembly<Own = undefined> {
  /** Makes its shared objects, once all others are made; `undefined` where it has no part in a scenario. */
  readonly make: (parts: EngineParts, scenario: Scenario) => Own;
  /** Its threads in a scenario; none where it has no part in it. */
  readonly threads: (
    parts: EngineParts,
    scenario: Scenario,
    own: NoInfer<Own>,
  ) => readonly ThreadShape[];
  /** Its records of a page, as bits of `Views.pageBits`; left out if it keeps none, or none there. */
  readonly bits?: (parts: EngineParts, own: NoInfer<Own>) => PageBits | undefined;
  /** Its connections, for whoever draws what travels. */
  readonly links?: (parts: EngineParts, own: NoInfer<Own>) => readonly LinkView[];
}

/** What an assembly has made of one engine. */
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

/** There is nothing that the engine could be without. */
export const nothingOwn = (): undefined => undefined;

export type PageBits = (page: number) => number;

export interface ThreadShape {
  readonly name: string;
  /** Where it stands among all threads: a tie between two of them is decided by that. */
  readonly place: number;
  /** It is there only if such a tick is planned: it waits for nothing else. */
  readonly onTick?: TickKind;
  readonly body: (thread: Thread) => Steps;
}
