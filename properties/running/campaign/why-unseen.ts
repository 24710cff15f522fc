/**
 * Below this a search says nothing, however clean it was: a migration must have been completed, and
 * what arrived must have been compared with what left.
 */
import type { PropertyId } from '../../judging/lockstep/property-id.ts';
import type { Unobservable } from '../../judging/oracles/needs.ts';

/**
 * @param judged - the properties that have had something to judge
 * @param unseen - those for which the engine does not show enough
 * @returns one line, or `undefined` if there is no such complaint
 */
export function whyUnseen(
  judged: ReadonlySet<PropertyId>,
  unseen: readonly Unobservable[],
): string | undefined {
  if (judged.has('END')) return undefined;
  const hidden = unseen.find(({ id }) => id === 'END');
  const why =
    hidden === undefined
      ? 'in no execution was a migration completed that brought the source’s memory'
      : `END cannot be judged without ${hidden.unmet.join(' and ')}`;
  return `nothing migrated that could be seen: ${why}`;
}
