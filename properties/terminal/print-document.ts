/** Prints what a command has come to as one JSON document, which says by what program it was written. */
import { version } from './version.ts';

/** @param indent - blanks for each level, if it is to be read by people as well */
export function printDocument(document: object, indent?: number): void {
  console.log(JSON.stringify({ migcheck: version(), ...document }, undefined, indent));
}
