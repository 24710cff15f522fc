/** Which properties can be judged: those that apply to the scenario and are shown what they need to see. */
import type { Scenario } from '../../../impl/scenario.ts';
import type { Lacks, System } from '../../../impl/system.ts';
import { pageBit } from '../../../impl/system.ts';
import type { JudgedProperties } from '../lockstep/judged-properties.ts';
import { isAmong } from '../lockstep/judged-properties.ts';
import type { PropertyId } from '../lockstep/property-id.ts';
import { propertyIds } from '../lockstep/property-id.ts';
import { properties } from './properties.ts';
import type { Needs } from './property.ts';

/** The properties that apply to a scenario and can be judged on this system, in order of precedence. */
export function propertiesFor(
  scenario: Scenario,
  system: System,
  judged: JudgedProperties,
): readonly PropertyId[] {
  return propertyIds.filter(
    (id) =>
      properties[id].appliesTo(scenario) &&
      isAmong(id, judged) &&
      unmetNeeds(id, system).length === 0,
  );
}

/** A property that cannot be judged, and what the system would have to show. */
export interface Unobservable {
  readonly id: PropertyId;
  readonly unmet: readonly string[];
}

export function unobservable(system: Pick<System, 'lacks'>): readonly Unobservable[] {
  return propertyIds
    .map((id) => ({ id, unmet: unmetNeeds(id, system) }))
    .filter(({ unmet }) => unmet.length > 0);
}

/** What a system would have to show for the property to be judged; empty if it can be judged. */
export function unmetNeeds(id: PropertyId, { lacks }: Pick<System, 'lacks'>): readonly string[] {
  if (lacks === undefined) return [];
  const {
    bits = [],
    views = [],
    tracepoints = [],
    footprint,
    copies,
  }: Needs = properties[id].needs;
  const unmet = [
    ...bits.filter((bit) => (lacks.bits & pageBit[bit]) !== 0).map((bit) => `bit ${bit}`),
    ...views.filter((view) => lacks.views.has(view)).map((view) => `view ${view}`),
    ...(footprint === true && lacks.footprint ? ['footprint'] : []),
    ...(copies === true && !showsCopies(lacks)
      ? ['view channel, or tracepoint ram_read_page']
      : []),
  ];
  const missing = tracepoints.filter((name) => lacks.tracepoints.has(name));
  return [...unmet, ...missing.map((name) => `tracepoint ${name}`)];
}

function showsCopies({ views, tracepoints }: Lacks): boolean {
  return !views.has('channel') || !tracepoints.has('ram_read_page');
}
