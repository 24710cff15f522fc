/** Suggestions for a mistyped name. */
import { distance } from 'fastest-levenshtein';

/** The maximal number of suggestions. */
const OFFERED_MAX = 3;
/** The maximal share of wrong letters in a name, and their maximal number. */
const WRONG_SHARE = 0.4;
const WRONG_MAX = 3;
/** A shorter part of a name is not specific enough. */
const PART_MIN = 3;

/** @returns the names nearest to what was typed or, if none is near, those that contain it; often none */
export function nearest(typed: string, names: readonly string[]): readonly string[] {
  const ranked = names
    .map((name) => ({ name, wrong: distance(typed.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, wrong }) => wrong <= Math.min(WRONG_MAX, WRONG_SHARE * name.length))
    .toSorted((one, other) => one.wrong - other.wrong);
  const [first] = ranked;
  if (first !== undefined)
    return ranked
      .filter(({ wrong }) => wrong === first.wrong)
      .slice(0, OFFERED_MAX)
      .map(({ name }) => name);
  if (typed.length < PART_MIN) return [];
  return names.filter((name) => name.includes(typed)).slice(0, OFFERED_MAX);
}

/** The end of a complaint, like `; did you mean this or that?`; empty if no name is near. */
export function didYouMean(typed: string, names: readonly string[]): string {
  return asMeant(nearest(typed, names));
}

export function asMeant(offered: readonly string[]): string {
  return offered.length === 0 ? '' : `; did you mean ${offered.join(' or ')}?`;
}
