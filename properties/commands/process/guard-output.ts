/**
 * The last thing that text passes on its way to a terminal or a log. Whoever prints what comes from a
 * file makes it `printable` himself, since only he knows which line breaks are his own; this holds for
 * all that is printed, so that what somebody has forgotten does no harm either.
 */
import { printableLines } from '../../../traces/printable.ts';
import { hasColours } from '../../terminal/paint.ts';

// oxlint-disable-next-line no-control-regex -- that is what a colour is
const COLOUR = /(\u001B\[\d+(?:;\d+)*m)/;

/** What runners of CI jobs take for a command to them, wherever a line begins, or anywhere in it. */
const AT_BEGIN = /^([^\S\n]*):(?=:)/gm;
const ANYWHERE = /#(?=#(?:\[|vso\[|teamcity\[))/g;

/** From now on, whatever the console is given is printed so. */
export function guardOutput(): void {
  for (const name of ['log', 'error'] as const) {
    const print = console[name];
    console[name] = (text: unknown): void => print(harmless(String(text)));
  }
}

const print = console.log;

/** Prints a line that is a command to the runner of a CI job, as it is. */
export function tellRunner(command: string): void {
  print(command);
}

/** @param isPainted - colours are left as they are */
export function harmless(text: string, isPainted: boolean = hasColours): string {
  const parts = isPainted ? text.split(COLOUR) : [text];
  return parts
    .map((part, index) => (index % 2 === 1 ? part : printableLines(part)))
    .join('')
    .replaceAll(AT_BEGIN, String.raw`$1\u003a`)
    .replaceAll(ANYWHERE, String.raw`\u0023`);
}
