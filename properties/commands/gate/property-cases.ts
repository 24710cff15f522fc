/** The cases of a gate for the properties and for the situations that must be reached. */
import type { PropertyId } from '../../judging/lockstep/property-id.ts';
import { propertyIds } from '../../judging/lockstep/property-id.ts';
import { properties, propertyNames } from '../../judging/oracles/properties.ts';
import { sometimes, sometimesIds } from '../../judging/sometimes/sometimes.ts';
import type { GatePlan, GateState } from './gate-plan.ts';
import type { CaseStatus, GateCase, GateSection } from './gate-report.ts';
import { violationsOf } from './gate-report.ts';

/**
 * One case for each property; a property that had nothing to judge in any finished search is skipped.
 *
 * @param sections - the sections of the stages run so far
 */
export function propertyCases(
  { without }: Pick<GatePlan, 'without'>,
  { searches }: Pick<GateState, 'searches'>,
  sections: readonly GateSection[],
): readonly GateCase[] {
  const whyNot = (id: PropertyId): string =>
    id === without ? 'taken out' : 'not judged in any finished search';
  const found = violationsOf(sections);
  // A search that ended at a violation does not show that the other properties hold.
  const finished = searches.filter(
    ({ result }) => !result.isInterrupted && result.finding === undefined,
  );
  return propertyIds.map((id) => {
    const name = propertyNames[id];
    const isViolated = found.some((one) => one.id === id || one.also.includes(name));
    const isJudged = finished.some(({ result }) => result.judged.has(id));
    const status: CaseStatus = isViolated ? 'violated' : isJudged ? 'passed' : 'skipped';
    const { kind, claim } = properties[id];
    const why = status === 'skipped' ? ` (${whyNot(id)})` : '';
    return { name, status, note: `${kind}: ${claim}${why}`, seconds: 0 };
  });
}

/** Situations are required only if every search ran to its full length and found nothing. */
export function situationCases(
  { runs }: GatePlan,
  { searches }: GateState,
  sections: readonly GateSection[],
): readonly GateCase[] {
  const areFinished = searches.every(({ result }) => !result.isInterrupted);
  const isWhole = runs === undefined && areFinished && violationsOf(sections).length === 0;
  return sometimesIds.map((id, position) => {
    const isReached = searches.some(({ result }) => result.reached.has(position));
    const unreached =
      isWhole && sections.some(({ id: of }) => of === 'fresh') ? 'incomplete' : 'skipped';
    const note = `sometimes: ${sometimes[id]}${isReached ? '' : ' (not reached)'}`;
    return { name: id, status: isReached ? 'passed' : unreached, note, seconds: 0 };
  });
}
