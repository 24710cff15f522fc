/** The verdict of validation on a recording. */
import type { PageName } from './page-steps.ts';

export type Validation = Accepted | Rejected | NotUnderstood;

interface Accepted {
  readonly verdict: 'accepted';
  readonly pages: number;
  readonly steps: number;
}

export interface Rejected {
  readonly verdict: 'rejected';
  /** Where in the recording, like `wire 0 item 312`. */
  readonly where: string;
  /** What happened there, in words. */
  readonly step: string;
  /** Like `pc.ram:256`; `undefined` if the breach concerns a channel. */
  readonly page: PageName | undefined;
  /** The condition under which the step would have been allowed. */
  readonly guard: string;
  /** A nearby sequence of steps that would have been allowed instead, if there is one. */
  readonly nearest: string | undefined;
  /** How log and wire differ, if they do: then they may not belong together, and nothing else follows. */
  readonly mismatch?: string | undefined;
  /** All pages that were rejected, at this step or later. */
  readonly pages: readonly PageName[];
}

/** A breach that concerns a channel or a host rather than a page. */
export function breach(where: string, step: string, guard: string): Rejected {
  const verdict = 'rejected';
  return { verdict, where, step, page: undefined, guard, nearest: undefined, pages: [] };
}

/** The log says too little for a verdict. */
interface NotUnderstood {
  readonly verdict: 'not-understood';
  readonly why: string;
}
