/**
 * Text that somebody handed in, made fit to be shown: on a terminal, in a log, on a page, in a comment.
 * What could move a cursor, turn the direction of writing, begin a line or hide is written out as
 * `\u001b`, which JSON and JavaScript read as the same character wherever a string may hold it.
 */

/** Controls, formats, private and unassigned characters, halves of pairs, and what ends a line. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** On one line. */
export function printable(text: string): string {
  return text.replaceAll(UNPRINTABLE, writtenOut);
}

/** On the lines that it has: for what the project itself has put together. */
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
