/** Whether text fits a width, apart from lines that somebody copies as a whole. */
import { columnsIn } from '../../telling/story/wrap.ts';
import { isCopiedWhole } from '../../terminal/width.ts';

/** The lines that are too long, and neither a command to paste nor one word, like a path. */
export function tooWide(text: string, width: number): readonly string[] {
  return text
    .split('\n')
    .filter((line) => columnsIn(line) > width && !isCopiedWhole(line) && !isOneWord(line));
}

/** With what it is, like `digest: …`, or without. */
function isOneWord(line: string): boolean {
  return /^ *(?:[\w ]+: )?\S+$/.test(line);
}
