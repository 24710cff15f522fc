/**
 * By which properties a recording of real QEMU is judged, as each says of itself, and which cannot be
 * observed from outside.
 */
import type { PropertyId } from '../../judging/lockstep/property-id.ts';
import { propertyIds } from '../../judging/lockstep/property-id.ts';
import { properties, propertyNames } from '../../judging/oracles/properties.ts';
import type { FromOutside } from '../../judging/oracles/property.ts';

/** Lines that say what has been judged, and what could not be. */
export function describeObserved(): readonly string[] {
  const named = (is: FromOutside['is']): readonly PropertyId[] =>
    propertyIds.filter((id) => properties[id].fromOutside.is === is);
  const list = (ids: readonly PropertyId[]): string => ids.join(', ');
  return [
    `judged: ${list(named('judged'))}; in part: ${list(named('judged in part'))}`,
    ...named('not observable').map(
      (id) => `  not observable: ${propertyNames[id]}: ${properties[id].fromOutside.by}`,
    ),
  ];
}
