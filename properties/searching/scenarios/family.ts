/** What a family of scenarios fixes; the rest is drawn in the same way for all families. Plain data. */
import type { ScenarioFields } from '../../../impl/mechanisms.ts';
import type { PreemptDesign, TickKind } from '../../../impl/scenario.ts';

export interface Family {
  readonly name: string;
  readonly claim: string;
  /** For each kind of tick, the list from which the number of such ticks is drawn. */
  readonly ticks: Readonly<Partial<Record<TickKind, readonly number[]>>>;
  /** Cancels and lost links are aimed at moments (`moments.ts`), and not at any point of the progress. */
  readonly isAimed?: boolean;
  readonly migrations: readonly number[];
  /** The destination may take over before all memory has arrived. */
  readonly postcopy?: boolean;
  /** The design of the preempt channel, if there may be one, or the list that it is drawn from. */
  readonly preempt?: PreemptDesign | readonly PreemptDesign[];
  /** In postcopy, how often the operator connects the hosts again: the list that it is drawn from. */
  readonly recoveries?: readonly number[];
  /** In postcopy, whether the destination touches all memory ahead: the list that it is drawn from. */
  readonly prefaults?: readonly boolean[];
  /** Fields of mechanisms that all scenarios of the family have in common. */
  readonly fields?: Partial<ScenarioFields>;
  /** The list that the number of vCPUs is drawn from; by default one, sometimes two. */
  readonly vcpus?: readonly number[];
  /** Bits of a bitmap word, bytes of a page; tiny by default. */
  readonly wordBits?: readonly number[];
  readonly pageBytes?: number;
  /** The destination holds something before anything arrives. */
  readonly isUsed?: boolean;
  /** Migrations that have completed are followed by others, after the guest has been taken back. */
  readonly comesBack?: boolean;
  /** Device state may fail, and processes may end. */
  readonly failsAtEnds?: boolean;
  /** How the blocks, or the guest's programs, differ from the usual small ones. */
  readonly shape?: 'large' | 'crowd';
  /** In the mixture of all families, one scenario in this many is of this family, and not its equal share. */
  readonly oneIn?: number;
  /** In the mixture it comes up twice as often as others: its defects show only in rare shapes of its scenarios. */
  readonly isFrequent?: boolean;
  /** Left out of the mixture of all families. */
  readonly isApart?: boolean;
}
