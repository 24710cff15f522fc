/** Describes in two lines what a foreign engine does not show. */
import { propertyNames } from '../../judging/oracles/properties.ts';
import type { Unobservable } from '../../judging/oracles/needs.ts';

/** At most this many names of a kind are listed; if there are more, only their number is shown. */
const NAMES_MAX = 8;

/** @returns no lines if the engine shows everything */
export function describeUnseen(unseen: readonly Unobservable[]): readonly string[] {
  if (unseen.length === 0) return [];
  const names = unseen.map(({ id }) => propertyNames[id]).join(', ');
  return [
    `  not observable: ${names}`,
    `  the engine does not show: ${listUnmet(unseen)} (impl/SYSTEM.md says which property needs what)`,
  ];
}

/** What the engine does not show, by kind, like `bits dirty, armed; footprint`. */
function listUnmet(unseen: readonly Unobservable[]): string {
  const kinds = new Map<string, string[]>();
  for (const one of new Set(unseen.flatMap(({ unmet }) => unmet))) {
    const [, kind = one, name] = /^(bit|view|tracepoint) (\w+)$/.exec(one) ?? [];
    const known = kinds.get(kind) ?? [];
    kinds.set(kind, name === undefined ? known : [...known, name]);
  }
  return [...kinds]
    .map(([kind, names]) => {
      if (names.length === 0) return kind;
      if (names.length > NAMES_MAX) return `${names.length} ${kind}s`;
      return `${kind}${names.length === 1 ? '' : 's'} ${names.join(', ')}`;
    })
    .join('; ');
}
