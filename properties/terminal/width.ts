/** The width of printed text: that of the terminal, at most 100 columns, and 80 in a pipe. */
import { LINE_MAX } from '../telling/story/look.ts';
import { hang } from '../telling/story/wrap.ts';

const IN_PIPE = 80;
/** Continuation lines are indented by this many columns. */
const INDENT = 4;

export function textWidth(): number {
  const { isTTY, columns } = process.stdout;
  return isTTY && columns > 0 ? Math.min(columns, LINE_MAX) : IN_PIPE;
}

/** Prints text of one or more lines, wrapped to the width. */
export function print(text: string, indent: number = INDENT): void {
  console.log(fit(text, indent));
}

export function fit(text: string, indent: number = INDENT): string {
  const width = textWidth();
  return text
    .split('\n')
    .map((line) => (isCopiedWhole(line) ? line : hang(line, width, indent)))
    .join('\n');
}

/** Whether a line ends in a command, URL or path, which users copy in one piece and so must not be broken. */
export function isCopiedWhole(line: string): boolean {
  return /(?:^ *|: )(?:npm run |npx migcheck |apt-get |file:\/\/|\/\S*$)/.test(line);
}
