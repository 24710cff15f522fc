/** The look of a report: how words are highlighted, and how wide its lines may be. */

/** Without colours, every function returns its text unchanged. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
}

export interface Look {
  readonly paint: Paint;
  /** The maximal number of columns of a line. */
  readonly width: number;
}

export const plain: Paint = { bold: same, dim: same, red: same };

export function same(text: string): string {
  return text;
}

/** Wider lines are hard to read. */
export const LINE_MAX = 100;

/** In fewer columns, lanes would leave no room for the actions. */
export const LANES_MIN = 60;

/** The look in a file, or wherever else the width is unknown. */
export const PLAIN: Look = { paint: plain, width: LINE_MAX };
