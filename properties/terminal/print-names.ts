/** Prints what there is to choose from: one name a line, and what it stands for. */

export interface Named {
  readonly name: string;
  readonly claim: string;
}

export function printNames(choices: readonly Named[]): void {
  const width = Math.max(...choices.map(({ name }) => name.length));
  for (const { name, claim } of choices) console.log(`${name.padEnd(width)}  ${claim}`);
}
