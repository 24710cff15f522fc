/** A bar: something that has to hold, measured at length, with the figure that it is held against. */
export interface Bar {
  readonly name: string;
  /** What has to hold, with its figure. */
  readonly claim: string;
  /** @param share - of the work, more than 0 and at most 1 */
  readonly run: (share: number) => Promise<Measured>;
}

/** What came of it. */
export interface Measured {
  readonly isMet: boolean;
  /** What was measured, in words that fit beside the claim. */
  readonly figure: string;
  /** What missed it, a line each. */
  readonly misses?: readonly string[] | undefined;
}

/** So many of the whole, at least one. */
export function shareOf(whole: number, share: number): number {
  return Math.max(1, Math.round(whole * share));
}
