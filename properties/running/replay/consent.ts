/**
 * What a file brings along is a program: a bug's edits are JavaScript, and a system is a module. It is
 * run if somebody who is at the keyboard has named it himself, or says that he trusts the file.
 */
import type { Bug } from '../../../traces/bug-file.ts';
import { BadFile } from '../../../traces/parse-json.ts';
import type { Consent } from '../../terminal/what-to-type.ts';
import { howToSay } from '../../terminal/what-to-type.ts';
import { isOfCatalogue, isSameEdits } from '../files/read-bug.ts';

/** What is brought along. */
export interface Brought {
  readonly bug?: Bug | undefined;
  readonly system?: string | undefined;
}

/** The catalogue's bugs are the project's own, whoever has written them down once more. */
export function consentFor({ bug, system }: Brought): Consent {
  return { system, trust: bug !== undefined && !isOfCatalogue(bug) };
}

/**
 * @param what - the file, as it is called in the complaint
 * @throws BadFile if it brings along edits that are not the catalogue's, and nobody trusts it
 */
export function requireTrust(bug: Bug | undefined, trust: boolean, what: string): void {
  if (trust || bug === undefined || isOfCatalogue(bug)) return;
  const files = [...new Set(bug.edits.map(({ file }) => file))].join(', ');
  throw new BadFile(
    `${what} changes ${files} before it is run, and not as any bug of the catalogue does: ` +
      `if that is to be trusted, ${howToSay.trust}`,
  );
}

/** What somebody has named beside a file. */
export interface Named extends Consent {
  readonly bug?: Bug | undefined;
}

/**
 * To name what a file brings along is to agree that it is run.
 *
 * @param what - the file, as it is called in the complaint
 * @throws BadFile if that is missing, or something else is named
 */
export function requireNamed({ bug, system }: Brought, named: Named, what: string): void {
  if (system !== undefined && named.system === undefined)
    throw new BadFile(`${what} is of another engine, ${system}: ${howToSay.system}`);
  if (system === undefined && named.system !== undefined)
    throw new BadFile(`${what} is of the project's own engine, and not of ${named.system}`);
  if (named.bug !== undefined && !isSameEdits(named.bug.edits, bug?.edits))
    throw new BadFile(`${what} is not of the bug that is named, ${named.bug.id}`);
  requireTrust(bug, named.trust === true || named.bug !== undefined, what);
}
