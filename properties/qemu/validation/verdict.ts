/** What validation says of a recording. */
import type { PageName } from './page-steps.ts';

export type Validation = Accepted | Rejected | NotUnderstood;

export interface Accepted {
  readonly verdict: 'accepted';
  readonly pages: number;
  readonly steps: number;
}

export interface Rejected {
  readonly verdict: 'rejected';
  /** Where in the recording, like `wire 0 item 312`. */
  readonly where: string;
  /** What happened there. */
  readonly step: string;
  /** Like `pc.ram:256`; `undefined` if it is about a channel. */
  readonly page: PageName | undefined;
  /** What would have had to hold. */
  readonly guard: string;
  /** What would have been allowed instead, if anything is near. */
  readonly nearest: string | undefined;
  /** All pages that were rejected, at this step or later. */
  readonly pages: readonly PageName[];
}

/** The log says too little for anything to be concluded. */
export interface NotUnderstood {
  readonly verdict: 'not-understood';
  readonly why: string;
}
