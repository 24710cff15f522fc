/** In which order the catalogue's bugs are hunted, and how many of them whatever the time. */
import type { CataloguedBug } from '../../traces/bug-file.ts';
import { makeDraw } from '../strategies/random-source.ts';

export interface Choice {
  /** All of them. */
  readonly bugs: readonly CataloguedBug[];
  /** So many at the head are hunted in any case. */
  readonly required: number;
}

/**
 * Bugs in files that have changed come first, then one for each property that has none among them,
 * then the rest; all else is chance.
 *
 * @param seed - what the chance comes from
 * @param changed - paths from the project's root
 */
export function chooseBugs(
  catalogue: readonly CataloguedBug[],
  seed: string,
  changed: ReadonlySet<string>,
): Choice {
  const shuffled = shuffle(catalogue, seed);
  const isTouched = ({ id, edits }: CataloguedBug): boolean =>
    changed.has(`properties/bugs/${id}.json`) || edits.some(({ file }) => changed.has(file));
  const required = shuffled.filter(isTouched);
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
