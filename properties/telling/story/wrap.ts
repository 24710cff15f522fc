/** Text on lines of so many columns, as a terminal counts them, broken at blanks only. */
import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

/** Blanks by which the lines are set in that go on with what one could not hold. */
const INDENT = 2;

export function columnsIn(text: string): number {
  return stringWidth(text);
}

/**
 * @param text - without colours
 * @param indent - blanks that will stand before each line but the first
 * @returns lines of at most `width` columns with those blanks, a longer word excepted
 */
export function wrap(text: string, width: number, indent: number = INDENT): readonly string[] {
  const whole = text.normalize().trim();
  const [first = ''] = wrapAnsi(whole, width).split('\n');
  const rest = whole.slice(first.length).trim();
  if (rest === '') return [first];
  return [first, ...wrapAnsi(rest, width - indent).split('\n')];
}

/** The same as one text, with all its blanks, be it of one line or of several. */
export function hang(text: string, width: number, indent: number = INDENT): string {
  return text
    .split('\n')
    .map((line) => hangLine(line, width, indent))
    .join('\n');
}

function hangLine(line: string, width: number, indent: number): string {
  if (fits(line, width)) return line;
  const [margin = ''] = /^ */.exec(line) ?? [];
  const [first = '', ...rest] = wrap(line, width - margin.length, indent);
  const blanks = margin + ' '.repeat(indent);
  return [margin + first, ...rest.map((one) => blanks + one)].join('\n');
}

/** A stream has many lines, and nearly all are short. */
function fits(line: string, width: number): boolean {
  return /^[ -~]*$/.test(line) ? line.length <= width : columnsIn(line) <= width;
}
