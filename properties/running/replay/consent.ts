/**
 * A trace may bring along code: the edits of a bug are JavaScript, and a system is a module. The code is
 * run only if the user has named it on the command line, or has said that the file is trusted.
 */
import type { Bug } from '../../../traces/bug-file.ts';
import { BadFile } from '../../../traces/parse-json.ts';
import type { Consent } from '../../terminal/what-to-type.ts';
import { howToSay } from '../../terminal/what-to-type.ts';
import { isOfCatalogue, isSameEdits } from '../files/read-bug.ts';

/** The code that a file brings along. */
export interface Brought {
  readonly bug?: Bug | undefined;
  readonly system?: string | undefined;
}

/** The consent that a trace needs. The catalogue's bugs are the project's own code and need none. */
export function consentFor({ bug, system }: Brought): Consent {
  return { system, trust: bug !== undefined && !isOfCatalogue(bug) };
}

/**
 * @param what - the name of the file in a complaint
 * @throws BadFile if the edits are not the catalogue's and the file is not trusted
 */
export function requireTrust(bug: Bug | undefined, trust: boolean, what: string): void {
  if (trust || bug === undefined || isOfCatalogue(bug)) return;
  const files = [...new Set(bug.edits.map(({ file }) => file))].join(', ');
  throw new BadFile(
    `${what} changes ${files} before it is run, unlike any bug of the catalogue: ` +
      `if you trust it, ${howToSay.trust}`,
  );
}

/** The engine and bug that the user has named along with a file. */
export interface Named extends Consent {
  readonly bug?: Bug | undefined;
}

/**
 * Naming the code that a file brings along is consent to run it.
 *
 * @param what - the name of the file in a complaint
 * @throws BadFile if consent is missing, or a different engine or bug is named
 */
export function requireNamed({ bug, system }: Brought, named: Named, what: string): void {
  if (system !== undefined && named.system === undefined)
    throw new BadFile(`${what} belongs to another engine, ${system}: ${howToSay.system}`);
  if (system === undefined && named.system !== undefined)
    throw new BadFile(`${what} belongs to the project's own engine, not to ${named.system}`);
  if (named.bug !== undefined && !isSameEdits(named.bug.edits, bug?.edits))
    throw new BadFile(`${what} does not belong to the bug ${named.bug.id}`);
  requireTrust(bug, named.trust === true || named.bug !== undefined, what);
}
