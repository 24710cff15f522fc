/**
 * The minimum for a clean search to mean anything: at least one migration must have completed, and the
 * memory that arrived must have been compared with the source's.
 */
import type { PropertyId } from '../../judging/lockstep/property-id.ts';
import type { Unobservable } from '../../judging/oracles/needs.ts';

/**
 * @param judged - the properties that had something to judge
 * @param unseen - those for which the engine does not show enough
 * @returns the complaint in one line; `undefined` if a migration was seen
 */
export function whyUnseen(
  judged: ReadonlySet<PropertyId>,
  unseen: readonly Unobservable[],
): string | undefined {
  if (judged.has('END')) return undefined;
  const hidden = unseen.find(({ id }) => id === 'END');
  const why =
    hidden === undefined
      ? 'no execution completed a migration that carried the source’s memory'
      : `END cannot be judged without ${hidden.unmet.join(' and ')}`;
  return `no migration could be observed: ${why}`;
}
