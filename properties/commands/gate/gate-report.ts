/** What a gate has come to: sections of cases, from which every kind of report is made. */
import type { FiledViolation } from '../../running/corpus/file-violation.ts';
import type { Made } from './made.ts';

/** `skipped`: it was not run, and the note says why. */
export type CaseStatus = 'passed' | 'violated' | 'incomplete' | 'skipped';

export interface GateCase {
  readonly name: string;
  readonly status: CaseStatus;
  /** One line for people. */
  readonly note: string;
  readonly seconds: number;
  /** What was violated, if something was. */
  readonly violation?: GateViolation | undefined;
}

export interface GateSection {
  /** One word. */
  readonly id: string;
  /** What the section is about, as a heading. */
  readonly title: string;
  readonly cases: readonly GateCase[];
}

/** A violation with what a reader on another machine needs. */
export interface GateViolation extends FiledViolation {
  /** The defect that was put in, if one was. */
  readonly bug?: string | undefined;
  /** The whole report as text; its paths are those of the report's folder, beside which its reader is. */
  readonly text: string;
  /** The line that replays it where there is no file: it has the trace in it. */
  readonly paste: string;
  /** From the report's folder; absent if it could not be written. */
  readonly trace?: string | undefined;
  /** Its page, from the report's folder; absent if it could not be made. */
  readonly page?: string | undefined;
}

export type GateVerdict = 'violated' | 'incomplete' | 'passed';

export interface GateReport {
  readonly verdict: GateVerdict;
  readonly isInterrupted: boolean;
  /** What was judged: the engine, or the engine with a defect. */
  readonly subject: string;
  readonly made: Made;
  /** Where the fresh seed comes from. */
  readonly origin: string;
  readonly seconds: number;
  readonly executions: number;
  readonly steps: number;
  /** Where nothing was found; absent if nothing was searched to the end. */
  readonly stepsPerSecond: number | undefined;
  readonly sections: readonly GateSection[];
}

/** What is incomplete is never green, and neither is a gate of which nothing was run. */
export function verdictOf(sections: readonly GateSection[], isInterrupted: boolean): GateVerdict {
  const statuses = new Set(casesOf(sections).map(({ status }) => status));
  if (statuses.has('violated')) return 'violated';
  const isShort = statuses.has('incomplete') || !statuses.has('passed');
  return isInterrupted || isShort ? 'incomplete' : 'passed';
}

export function casesOf(sections: readonly GateSection[]): readonly GateCase[] {
  return sections.flatMap(({ cases }) => cases);
}

/** Each once, though a property names it as well as the run that found it. */
export function violationsOf(sections: readonly GateSection[]): readonly GateViolation[] {
  return [...new Set(casesOf(sections).flatMap(({ violation }) => violation ?? []))];
}
