/**
 * The last filter for text on its way to a terminal or a log. Code that prints text from a file must make
 * it `printable` itself, since only that code knows which line breaks are its own. This filter applies
 * to everything that is printed, so that a forgotten case does no harm.
 */
import { printableLines } from '../../../traces/printable.ts';
import { hasColours } from '../../terminal/paint.ts';

// oxlint-disable-next-line no-control-regex -- a colour begins with a control character
const COLOUR = /(\u001B\[\d+(?:;\d+)*m)/;

/** Sequences that CI runners interpret as commands, at the beginning of a line or anywhere in it. */
const AT_BEGIN = /^([^\S\n]*):(?=:)/gm;
const ANYWHERE = /#(?=#(?:\[|vso\[|teamcity\[))/g;

/** From now on, filters everything that is printed through the console. */
export function guardOutput(): void {
  for (const name of ['log', 'error'] as const) {
    const print = console[name];
    console[name] = (text: unknown): void => print(harmless(String(text)));
  }
}

const print = console.log;

/** Prints a line unfiltered: a command to the CI runner. */
export function tellRunner(command: string): void {
  print(command);
}

/** @param isPainted - whether to keep colours */
export function harmless(text: string, isPainted: boolean = hasColours): string {
  const parts = isPainted ? text.split(COLOUR) : [text];
  return parts
    .map((part, index) => (index % 2 === 1 ? part : printableLines(part)))
    .join('')
    .replaceAll(AT_BEGIN, String.raw`$1\u003a`)
    .replaceAll(ANYWHERE, String.raw`\u0023`);
}
