/** The form in which a mechanism says what its events have to do to the records of a page. */
import type { Scenario } from '../../../../impl/scenario.ts';
import type { Layout } from '../../../../impl/system.ts';
import type { TracepointName } from '../../../../impl/tracepoints.ts';

/** @returns what each of the mechanism's events has to do; called for each step of a run in turn */
export type Rules = (desk: RuleDesk) => RuleHandlers;

export type RuleHandlers = Partial<
  Readonly<Record<TracepointName, (first: number, second: number, third: number) => void>>
>;

export interface RuleDesk {
  readonly scenario: Scenario;
  readonly layout: Layout;
  readonly memory: RuleMemory;
  readonly page: RuledPages;
  /** Something is wrong with the order of events inside the step. */
  readonly disorder: Disorder[];
}

/** What the rules have to remember from step to step. */
export interface RuleMemory {
  /** Pages that the last fetch found logged, and whose log was not cleared since (manual protect). */
  readonly fetched: Uint8Array;
  isLogging: boolean;
  /** The guest was stopped for good, even if the migration is cancelled since. */
  isStopped: boolean;
  /** The last sync has merged: nobody will look at the hypervisor's log again. */
  isLastStage: boolean;
}

/** The records as they should be, so far. */
export interface RuledPages {
  readonly has: (page: number, bit: number) => boolean;
  readonly set: (page: number, bit: number, isSet: boolean, rule: string) => void;
}

/** A page, and what is wrong with it. */
export interface Disorder {
  readonly page: number;
  readonly did: string;
  readonly should: string;
}
