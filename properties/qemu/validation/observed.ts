/**
 * Which properties a recording of real QEMU is judged by, and which cannot be observed from outside: each
 * property's record says so.
 */
import type { PropertyId } from '../../judging/lockstep/property-id.ts';
import { propertyIds } from '../../judging/lockstep/property-id.ts';
import { properties, propertyNames } from '../../judging/oracles/properties.ts';
import type { FromOutside } from '../../judging/oracles/property.ts';

/** @returns lines that list the properties that were judged, and those that could not be */
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
