/** How wide text is: as wide as the terminal, but no wider than reads well, and 80 columns in a pipe. */
import { hang } from '../telling/story/wrap.ts';

const WIDEST = 100;
const IN_PIPE = 80;
/** What goes on below a line stands right of how it begins. */
const INDENT = 4;

export function textWidth(): number {
  const { isTTY, columns } = process.stdout;
  return isTTY && columns > 0 ? Math.min(columns, WIDEST) : IN_PIPE;
}

/** Prints text of one line or of several, on as many as it takes. */
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

/** Whether a line ends in a command to paste, in a page to open or in a path: that is copied in one piece. */
export function isCopiedWhole(line: string): boolean {
  return /(?:^ *|: )(?:npm run |npx migcheck |apt-get |file:\/\/|\/\S*$)/.test(line);
}
