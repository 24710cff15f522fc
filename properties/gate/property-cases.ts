/** What a gate says of each property, and of each situation that a property is about. */
import { propertyIds, propertyNames } from '../lockstep/property-id.ts';
import { properties } from '../oracles/properties.ts';
import { sometimes, sometimesIds } from '../sometimes/sometimes.ts';
import type { GatePlan, GateState } from './gate-plan.ts';
import type { CaseStatus, GateCase, GateSection } from './gate-report.ts';
import { violationsOf } from './gate-report.ts';

/**
 * Nothing can be said of a property for which nothing was searched.
 *
 * @param sections - what has been run so far
 */
export function propertyCases(
  { searches }: Pick<GateState, 'searches'>,
  sections: readonly GateSection[],
): readonly GateCase[] {
  const found = violationsOf(sections);
  const hasSearched = searches.some(({ result }) => !result.isInterrupted);
  return propertyIds.map((id) => {
    const name = propertyNames[id];
    const isViolated = found.some((one) => one.id === id || one.also.includes(name));
    const status: CaseStatus = isViolated ? 'violated' : hasSearched ? 'passed' : 'skipped';
    const { kind, claim } = properties[id];
    return { name, status, note: `${kind}: ${claim}`, seconds: 0 };
  });
}

/** A search that was meant to be short, or that has ended at a violation, need not reach anything. */
export function situationCases(
  { runs, signal }: GatePlan,
  { searches }: GateState,
  sections: readonly GateSection[],
): readonly GateCase[] {
  const isWhole = runs === undefined && !signal.aborted && violationsOf(sections).length === 0;
  return sometimesIds.map((id, position) => {
    const isReached = searches.some(({ result }) => result.reached.has(position));
    const unreached =
      isWhole && sections.some(({ id: of }) => of === 'fresh') ? 'incomplete' : 'skipped';
    const note = `sometimes: ${sometimes[id]}${isReached ? '' : ' (not reached)'}`;
    return { name: id, status: isReached ? 'passed' : unreached, note, seconds: 0 };
  });
}
