/** What an engine from elsewhere does not show, in two lines. */
import { propertyNames } from '../../judging/oracles/properties.ts';
import type { Unobservable } from '../../judging/oracles/needs.ts';

/** So many names of a kind are listed; of more, only the number is told. */
const NAMES_MAX = 8;

/** @returns nothing if all is shown */
export function describeUnseen(unseen: readonly Unobservable[]): readonly string[] {
  if (unseen.length === 0) return [];
  const names = unseen.map(({ id }) => propertyNames[id]).join(', ');
  return [
    `  not observable: ${names}`,
    `  the engine does not show: ${listUnmet(unseen)} (impl/SYSTEM.md says who needs what)`,
  ];
}

/** By kind, like `bits dirty, armed; footprint`. */
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
