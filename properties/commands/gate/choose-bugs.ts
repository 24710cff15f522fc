/** Chooses the order in which the catalogue's bugs are hunted, and how many are hunted in any case. */
import type { CataloguedBug } from '../../../traces/bug-file.ts';
import { makeDraw } from '../../judging/execution/random-source.ts';

export interface Choice {
  /** All bugs of the catalogue, in the order in which they are hunted. */
  readonly bugs: readonly CataloguedBug[];
  /** The number of bugs at the head of the list that are hunted in any case. */
  readonly required: number;
}

/**
 * Bugs in changed files come first, then one for each property not covered yet, then the rest, each
 * group in random order. The bugs of a property that was taken out come before all others.
 *
 * @param seed - the seed of the random order
 * @param changed - paths relative to the project's root
 * @param without - the name of the property that was taken out
 */
export function chooseBugs(
  catalogue: readonly CataloguedBug[],
  seed: string,
  changed: ReadonlySet<string>,
  without?: string,
): Choice {
  const shuffled = shuffle(catalogue, seed);
  const isTouched = ({ id, edits }: CataloguedBug): boolean =>
    changed.has(`properties/bugs/${id}.json`) || edits.some(({ file }) => changed.has(file));
  const isOut = ({ expect }: CataloguedBug): boolean => expect.property === without;
  const required = [
    ...shuffled.filter(isOut),
    ...shuffled.filter((bug) => isTouched(bug) && !isOut(bug)),
  ];
  const covered = new Set(required.map(({ expect }) => expect.property));
  for (const bug of shuffled) {
    if (covered.has(bug.expect.property)) continue;
    covered.add(bug.expect.property);
    required.push(bug);
  }
  const others = shuffled.filter((bug) => !required.includes(bug));
  return { bugs: [...required, ...others], required: required.length };
}

function shuffle(bugs: readonly CataloguedBug[], seed: string): readonly CataloguedBug[] {
  const draw = makeDraw(seed);
  const left = [...bugs];
  return bugs.flatMap(() => left.splice(draw(left.length), 1));
}
