/** What a mechanism adds to an engine: threads, and what is shown of it between two steps. */
import type { Steps, Thread } from '../runtime/thread.ts';
import type { Scenario, TickKind } from '../scenario.ts';
import type { LinkView } from '../system.ts';
import type { EngineParts } from './parts.ts';

export interface Assembly {
  /** Its threads in a scenario; none where it has no part in it. */
  readonly threads: (parts: EngineParts, scenario: Scenario) => readonly ThreadShape[];
  /** Its records of a page, as bits of `Views.pageBits`; left out if it keeps none, or none there. */
  readonly bits?: (parts: EngineParts, scenario: Scenario) => PageBits | undefined;
  /** Its connections, for whoever draws what travels. */
  readonly links?: (parts: EngineParts) => readonly LinkView[];
}

export type PageBits = (page: number) => number;

export interface ThreadShape {
  readonly name: string;
  /** Where it stands among all threads: a tie between two of them is decided by that. */
  readonly place: number;
  /** It is there only if such a tick is planned: it waits for nothing else. */
  readonly onTick?: TickKind;
  readonly body: (thread: Thread) => Steps;
}
