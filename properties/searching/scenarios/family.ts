/** What a family of scenarios decides; the rest is drawn for all of them alike. It is plain data. */
import type { ScenarioFields } from '../../../impl/mechanisms.ts';
import type { PreemptDesign, TickKind } from '../../../impl/scenario.ts';

export interface Family {
  readonly name: string;
  readonly claim: string;
  /** How many ticks of each kind: each count is drawn from its list. */
  readonly ticks: Readonly<Partial<Record<TickKind, readonly number[]>>>;
  readonly migrations: readonly number[];
  /** The destination may take over before all memory is there. */
  readonly postcopy?: boolean;
  /** Pages that somebody waits for have a connection of their own, in this design. */
  readonly preempt?: PreemptDesign;
  /** What else its scenarios have in common: fields that mechanisms have. */
  readonly fields?: Partial<ScenarioFields>;
  /** How many vCPUs; one, now and then two, if it is not said. */
  readonly vcpus?: readonly number[];
  /** Bits of a bitmap word, bytes of a page: tiny unless it is said otherwise. */
  readonly wordBits?: readonly number[];
  readonly pageBytes?: number;
  /** Left out of the mixture of all families. */
  readonly isApart?: boolean;
}
