/** What somebody may have meant who has mistyped a name. */
import { distance } from 'fastest-levenshtein';

/** So many are offered. */
const OFFERED_MAX = 3;
/** Of the letters of a name, so many may be wrong, and no more of them than these. */
const WRONG_SHARE = 0.4;
const WRONG_MAX = 3;
/** Less of a name says nothing. */
const PART_MIN = 3;

/** @returns those that are nearest to what was typed, else those of which it is a part; often none */
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

/** As the end of a complaint: `; did you mean this or that?`; nothing if nothing is near. */
export function didYouMean(typed: string, names: readonly string[]): string {
  return asMeant(nearest(typed, names));
}

export function asMeant(offered: readonly string[]): string {
  return offered.length === 0 ? '' : `; did you mean ${offered.join(' or ')}?`;
}
