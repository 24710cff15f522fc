/** Whether text fits a width, apart from lines that are meant to be copied whole. */
import { columnsIn } from '../../telling/story/wrap.ts';
import { isCopiedWhole } from '../../terminal/width.ts';

/** The lines that are too long, unless they are a command to paste or one word, like a path. */
export function tooWide(text: string, width: number): readonly string[] {
  return text
    .split('\n')
    .filter((line) => columnsIn(line) > width && !isCopiedWhole(line) && !isOneWord(line));
}

/** One word, with or without a label like `digest: …`. */
function isOneWord(line: string): boolean {
  return /^ *(?:[\w ]+: )?\S+$/.test(line);
}
