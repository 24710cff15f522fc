/** A bar: a claim that must hold, measured at length and compared with a required figure. */
export interface Bar {
  readonly name: string;
  /** What must hold, with its figure. */
  readonly claim: string;
  /** @param share - the share of the work to do; more than 0 and at most 1 */
  readonly run: (share: number) => Promise<Measured>;
}

/** The result of a bar. */
export interface Measured {
  readonly isMet: boolean;
  /** What was measured, as a figure to print beside the claim. */
  readonly figure: string;
  /** What missed the bar, one line each. */
  readonly misses?: readonly string[] | undefined;
}

/** @returns the share of a whole number, at least one */
export function shareOf(whole: number, share: number): number {
  return Math.max(1, Math.round(whole * share));
}
