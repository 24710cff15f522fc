/** Prints lines many at a time, for a command that prints so many that each by itself would take long. */

export interface Printing {
  readonly print: (line: string) => void;
  /** Prints what has not been printed yet. */
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
