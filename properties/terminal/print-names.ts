/** Prints a list of choices: one name per line, with its meaning. */
import { print, textWidth } from './width.ts';

export interface Named {
  readonly name: string;
  readonly claim: string;
}

/** Blanks between a name and its meaning. */
const GAP = 2;
/** In fewer columns, a meaning beside the names would be hard to read. */
const CLAIM_MIN = 30;

/** @param about - a closing line: the command that takes the names, and where other lists are */
export function printNames(choices: readonly Named[], about?: string): void {
  const width = Math.max(...choices.map(({ name }) => name.length)) + GAP;
  const isBeside = width + CLAIM_MIN <= textWidth();
  for (const { name, claim } of choices)
    if (isBeside) print(`${name.padEnd(width)}${claim}`, width);
    else print(`${name}  ${claim}`);
  if (about !== undefined) print(`\n${about}`, 0);
}
