/** Prints lines in batches, for a command whose output would be slow line by line. */

export interface Printing {
  readonly print: (line: string) => void;
  /** Prints the lines that have not been printed yet. */
  readonly flush: () => void;
}

const LINES_AT_ONCE = 256;

export function printInPortions(): Printing {
  let lines: string[] = [];
  const flush = (): void => {
    if (lines.length > 0) console.log(lines.join('\n'));
    lines = [];
  };
  return {
    print(line) {
      lines.push(line);
      if (lines.length >= LINES_AT_ONCE) flush();
    },
    flush,
  };
}
