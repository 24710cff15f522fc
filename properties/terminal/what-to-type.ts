/** What the user is told to type: flags that a complaint asks for, and command lines to paste. */
import { printable } from '../../traces/printable.ts';
import { projectRoot } from '../project-root.ts';

/** What the user must give with a file so that the code in it may be run. */
export interface Consent {
  /** The module of the engine. */
  readonly system?: string | undefined;
  readonly trust?: boolean | undefined;
}

/** How a complaint asks for each kind of consent. */
export const howToSay: Readonly<Record<keyof Consent, string>> = {
  system: 'name it with --system',
  trust: 'say --trust (in a test, trust: true)',
};

/** The flag of `replay` that tells every step. */
export const EVERY_STEP = '--verbose';

/**
 * The command line that replays a trace on the engine that it was recorded on.
 *
 * @param trace - its file, or the pasted trace itself
 * @param consent - the consent needed to run code that the trace brings along
 */
export function replayLine(trace: string, consent: Consent = {}): string {
  // The npm script exists only in the project's root.
  const command = process.cwd() === projectRoot ? 'npm run replay --' : 'npx migcheck replay';
  return `${command} ${quoted(trace)}${flagsOf(consent)}`;
}

/**
 * The command line that runs a finding of real QEMU again.
 *
 * @param binary - if not the installed one
 */
export function replayFindingLine(file: string, binary?: string): string {
  const named = binary === undefined ? '' : `MIGCHECK_QEMU=${quoted(binary)} `;
  return `${named}${qemuCommand()} --replay ${quoted(file)}`;
}

/** The command line that judges a recording of real QEMU again. */
export function judgeLine(file: string): string {
  return `${qemuCommand()} --validate ${quoted(file)}`;
}

/** The command line that goes on with an unfinished campaign of real QEMU. @param folder - its `--out` */
export function resumeCampaignLine(folder: string): string {
  return `${qemuCommand()} --out ${quoted(folder)} --resume`;
}

function qemuCommand(): string {
  return process.cwd() === projectRoot ? 'npm run qemu --' : 'npx migcheck qemu';
}

/**
 * The command line that resumes an interrupted command.
 *
 * @param command - the npm script, with the flags that it needs
 * @param file - the file that the interrupted command has left
 */
export function resumeLine(command: string, file: string, consent: Consent): string {
  return `npm run ${command} --resume ${quoted(file)}${flagsOf(consent)}`;
}

/** A consent as flags. */
function flagsOf({ system, trust }: Consent): string {
  const named = system === undefined ? '' : ` --system ${quoted(system)}`;
  return trust === true ? `${named} --trust` : named;
}

/** Quotes a word for the shell, on one printable line. */
function quoted(word: string): string {
  if (printable(word) !== word)
    return `$'${printable(word.replaceAll(/[\\']/g, String.raw`\$&`))}'`;
  return /^[\w./@:+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
