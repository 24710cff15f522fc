/** How a report looks: how words may be set off, and how wide its lines may be. */

/** Every function returns its text unchanged where there are no colours. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
}

export interface Look {
  readonly paint: Paint;
  /** Columns of a line, at most. */
  readonly width: number;
}

export const plain: Paint = { bold: same, dim: same, red: same };

export function same(text: string): string {
  return text;
}

/** Wider lines are hard to read. */
export const LINE_MAX = 100;

/** In narrower columns, lanes would leave no room for what is done in them. */
export const LANES_MIN = 60;

/** In a file, or wherever else nobody knows the width. */
export const PLAIN: Look = { paint: plain, width: LINE_MAX };
