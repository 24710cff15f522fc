/**
 * Makes text from outside safe to display on a terminal, in a log, on a page or in a comment.
 * Characters that could move a cursor, change the direction of writing, begin a line or hide are
 * escaped, as in `\u001b`, which in a JSON or JavaScript string stands for the same character.
 */

/** Control, format, private-use and unassigned characters, lone surrogates, and line separators. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** The text on one line. */
export function printable(text: string): string {
  return text.replaceAll(UNPRINTABLE, writtenOut);
}

/** The text with its own line breaks: for text that the project itself has put together. */
export function printableLines(text: string): string {
  return text.replaceAll(UNPRINTABLE, (character) =>
    character === '\n' ? character : writtenOut(character),
  );
}

/** The same data with every string in it on one line. */
export function printableData<Data>(data: Data): Data {
  return shown(data) as Data;
}

function shown(value: unknown): unknown {
  if (typeof value === 'string') return printable(value);
  if (Array.isArray(value)) return value.map(shown);
  const isPlain =
    typeof value === 'object' &&
    value !== null &&
    Object.getPrototypeOf(value) === Object.prototype;
  if (!isPlain) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shown(one)]));
}

function writtenOut(character: string): string {
  return Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');
}
