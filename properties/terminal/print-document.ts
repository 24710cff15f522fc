/** Prints the result of a command as one JSON document, which names the version of migcheck. */
import { version } from './version.ts';

/** @param indent - blanks for each level, if people will read the document */
export function printDocument(document: object, indent?: number): void {
  console.log(JSON.stringify({ migcheck: version(), ...document }, undefined, indent));
}
