/** The result of a gate: sections of cases, from which every form of the report is made. */
import type { FiledViolation } from '../../running/corpus/file-violation.ts';
import type { Made } from './made.ts';

/** `skipped`: the case was not run, or a situation was not reached; the note says why. */
export type CaseStatus = 'passed' | 'violated' | 'incomplete' | 'skipped';

export interface GateCase {
  readonly name: string;
  readonly status: CaseStatus;
  /** One line of plain text. */
  readonly note: string;
  readonly seconds: number;
  /** The file in the checkout that the case is about, if any. */
  readonly file?: string | undefined;
  /** The violation, if there is one. */
  readonly violation?: GateViolation | undefined;
}

export interface GateSection {
  /** A one-word id. */
  readonly id: string;
  /** The heading of the section. */
  readonly title: string;
  readonly cases: readonly GateCase[];
}

/** A violation with what a reader on another machine needs. */
export interface GateViolation extends FiledViolation {
  /** The id of the bug that was put into the engine, if any. */
  readonly bug?: string | undefined;
  /** The whole report as text; its paths start with the report's folder and are relative to its parent. */
  readonly text: string;
  /** The command line that replays the violation without the file: it contains the trace. */
  readonly paste: string;
  /** The trace file, relative to the report's folder; absent if it could not be written. */
  readonly trace?: string | undefined;
  /** The page of the trace, relative to the report's folder; absent if it could not be made. */
  readonly page?: string | undefined;
}

export type GateVerdict = 'violated' | 'incomplete' | 'passed';

export interface GateReport {
  readonly verdict: GateVerdict;
  readonly isInterrupted: boolean;
  /** What was checked: the engine, or the engine with a bug. */
  readonly subject: string;
  readonly made: Made;
  /** Where the fresh seed comes from. */
  readonly origin: string;
  readonly seconds: number;
  readonly executions: number;
  readonly steps: number;
  /** The speed of the searches that found nothing; absent if there were none. */
  readonly stepsPerSecond: number | undefined;
  readonly sections: readonly GateSection[];
}

/** An incomplete gate is never green, and neither is a gate that has run nothing. */
export function verdictOf(sections: readonly GateSection[], isInterrupted: boolean): GateVerdict {
  const statuses = new Set(casesOf(sections).map(({ status }) => status));
  if (statuses.has('violated')) return 'violated';
  const isShort = statuses.has('incomplete') || !statuses.has('passed');
  return isInterrupted || isShort ? 'incomplete' : 'passed';
}

export function casesOf(sections: readonly GateSection[]): readonly GateCase[] {
  return sections.flatMap(({ cases }) => cases);
}

/** Every violation once, even if several cases refer to it. */
export function violationsOf(sections: readonly GateSection[]): readonly GateViolation[] {
  return [...new Set(casesOf(sections).flatMap(({ violation }) => violation ?? []))];
}
