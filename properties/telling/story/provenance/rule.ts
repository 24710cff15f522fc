/** The form in which a mechanism says what its events must do to the records of a page. */
import type { Scenario } from '../../../../impl/scenario.ts';
import type { Layout } from '../../../../impl/system.ts';
import type { TracepointName } from '../../../../impl/tracepoints.ts';

/** @returns the rule of each of the mechanism's events; called for each step of a run in turn */
export type Rules = (desk: RuleDesk) => RuleHandlers;

export type RuleHandlers = Partial<
  Readonly<Record<TracepointName, (first: number, second: number, third: number) => void>>
>;

export interface RuleDesk {
  readonly scenario: Scenario;
  readonly layout: Layout;
  readonly memory: RuleMemory;
  readonly page: RuledPages;
  /** Receives breaches in the order of events inside the step. */
  readonly disorder: Disorder[];
}

/** What the rules remember from step to step. */
export interface RuleMemory {
  /** Pages that the last fetch found logged and whose log has not been cleared since (manual protect). */
  readonly fetched: Uint8Array;
  isLogging: boolean;
  /** The guest was stopped for the switch-over, even if the migration was cancelled afterwards. */
  isStopped: boolean;
  /** The last sync has merged; the hypervisor's log will not be read again. */
  isLastStage: boolean;
}

/** The records as they should be, so far. */
export interface RuledPages {
  readonly has: (page: number, bit: number) => boolean;
  readonly set: (page: number, bit: number, isSet: boolean, rule: string) => void;
}

/** A breach in the order of events: the page, what was done, and what should have been done. */
export interface Disorder {
  readonly page: number;
  readonly did: string;
  readonly should: string;
}
