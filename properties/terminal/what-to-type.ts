/** What somebody is told to type: the flags that he is asked for, and the lines to paste. */
import { printable } from '../../traces/printable.ts';
import { projectRoot } from '../project-root.ts';

/** What has to be said with a file so that what it brings along is run. */
export interface Consent {
  /** The module of the engine, as it is to be named. */
  readonly system?: string | undefined;
  readonly trust?: boolean | undefined;
}

/** How a complaint asks for it. */
export const howToSay: Readonly<Record<keyof Consent, string>> = {
  system: 'name it with --system',
  trust: 'say --trust (in a test, trust: true)',
};

/** Said with the line that replays a violation, it has every step told. */
export const EVERY_STEP = '--verbose';

/**
 * The line to paste that replays a trace, on the engine that it was recorded on.
 *
 * @param trace - its file, or the whole of it as one word
 * @param consent - without which what the trace brings along would not be run
 */
export function replayLine(trace: string, consent: Consent = {}): string {
  // Elsewhere there is no such script.
  const command = process.cwd() === projectRoot ? 'npm run replay --' : 'npx migcheck replay';
  return `${command} ${quoted(trace)}${flagsOf(consent)}`;
}

/**
 * The line to paste that goes on where something was interrupted.
 *
 * @param command - with the flags that say what it was
 * @param file - where it has been written down
 */
export function resumeLine(command: string, file: string, consent: Consent): string {
  return `npm run ${command} --resume ${quoted(file)}${flagsOf(consent)}`;
}

/** A consent as it is given on the command line. */
function flagsOf({ system, trust }: Consent): string {
  const named = system === undefined ? '' : ` --system ${quoted(system)}`;
  return trust === true ? `${named} --trust` : named;
}

/** As the shell takes it for what it is, on one line that is fit to be shown. */
function quoted(word: string): string {
  if (printable(word) !== word)
    return `$'${printable(word.replaceAll(/[\\']/g, String.raw`\$&`))}'`;
  return /^[\w./@:+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
