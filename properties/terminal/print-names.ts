/** Prints what there is to choose from: one name a line, and what it stands for. */
import { print, textWidth } from './width.ts';

export interface Named {
  readonly name: string;
  readonly claim: string;
}

/** Blanks between a name and what it stands for. */
const GAP = 2;
/** In fewer columns, nobody reads what a name stands for. */
const CLAIM_MIN = 30;

/** @param about - which command they are names for, and where there are others */
export function printNames(choices: readonly Named[], about?: string): void {
  const width = Math.max(...choices.map(({ name }) => name.length)) + GAP;
  const isBeside = width + CLAIM_MIN <= textWidth();
  for (const { name, claim } of choices)
    if (isBeside) print(`${name.padEnd(width)}${claim}`, width);
    else print(`${name}  ${claim}`);
  if (about !== undefined) print(`\n${about}`, 0);
}
