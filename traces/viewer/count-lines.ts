/** Counts the lines that a text takes in a given width, without drawing it, for the window of a long list. */

/** Words of one font. */
export interface Piece {
  readonly text: string;
  /** In style sheet syntax, like `500 13px sans-serif`. */
  readonly font: string;
  /** Pixels of space after the text. */
  readonly gap?: number;
}

/** Pixels of tolerance: tabular digits may be a little wider than the measured ones. */
const SLACK = 4;

const widths = new Map<string, Map<string, number>>();
const context = document.createElement('canvas').getContext('2d');

/** @returns at least as many lines as a browser makes, which knows more places to break a line */
export function countLines(pieces: readonly Piece[], width: number): number {
  const room = width - SLACK;
  let lines = 1;
  let at = 0;
  let space = 0;
  for (const { text, font, gap = 0 } of pieces) {
    const widthOf = measureIn(font);
    for (const word of text.split(' ')) {
      const wide = widthOf(word);
      if (at > 0 && at + space + wide > room) {
        lines++;
        at = 0;
      } else if (at > 0) at += space;
      space = widthOf(' ');
      // A word that is wider than the line continues on the next one.
      lines += Math.max(0, Math.ceil(wide / room) - 1);
      at = wide > room ? wide % room : at + wide;
    }
    at += gap;
  }
  return lines;
}

function measureIn(font: string): (word: string) => number {
  const known = widths.get(font) ?? new Map<string, number>();
  widths.set(font, known);
  if (context !== null) context.font = font;
  return (word) => {
    const found = known.get(word);
    if (found !== undefined) return found;
    const width = context?.measureText(word).width ?? 0;
    known.set(word, width);
    return width;
  };
}
