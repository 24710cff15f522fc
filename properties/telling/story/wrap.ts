/** Wraps text at blanks only, to lines of a given number of terminal columns. */
import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

/** Blanks before continuation lines. */
const INDENT = 2;

export function columnsIn(text: string): number {
  return stringWidth(text);
}

/**
 * @param text - a text without colours
 * @param indent - blanks that the caller puts before each line but the first
 * @returns lines of at most `width` columns including those blanks, unless a single word is longer
 */
export function wrap(text: string, width: number, indent: number = INDENT): readonly string[] {
  const whole = text.normalize().trim();
  const [first = ''] = wrapAnsi(whole, width).split('\n');
  const rest = whole.slice(first.length).trim();
  if (rest === '') return [first];
  return [first, ...wrapAnsi(rest, width - indent).split('\n')];
}

/** Wraps each line of a text and indents the continuation lines. */
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

/** A fast check for ASCII text: a decoded stream has many lines, and nearly all are short. */
function fits(line: string, width: number): boolean {
  return /^[ -~]*$/.test(line) ? line.length <= width : columnsIn(line) <= width;
}
