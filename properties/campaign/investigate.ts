/**
 * From a violating execution to a finding worth reading: follows a mere symptom to the loss behind
 * it, then shrinks.
 */
import type { OpenSystem } from '../../impl/system.ts';
import type { PropertyId } from '../lockstep/property-id.ts';
import { scenarioNumber } from '../scenarios/families.ts';
import { findAgain } from '../shrink/find-again.ts';
import type { Finding } from '../shrink/finding.ts';
import { makeProber } from '../shrink/finding.ts';
import { beginWith } from '../strategies/begin-with.ts';
import { makeStrategy } from '../strategies/strategies.ts';
import type { Order, ViolatingExecution } from './batch.ts';
import { SCHEDULES_PER_SCENARIO, seedOfExecution } from './batch.ts';

/**
 * What shows that the bookkeeping is wrong and not yet that anybody is harmed. A page that is lost
 * says more than a counter that is off, so after one of these a graver violation is looked for.
 */
const SYMPTOMS: ReadonlySet<PropertyId> = new Set(['P4', 'Q7', 'R', 'N1', 'N2', 'N3', 'N4']);
/** The least of what is graver than any of them. */
const LEAST_HARM: PropertyId = 'CRASH';

/** Steps that are spent on looking for it, in the symptom's scenario first. */
const STEPS_SEARCHED = 1_000_000;
/** Runs in the symptom's own scenario, every other of which begins as it did. */
const SEARCHES_NEAR = 200;

/** An execution of a campaign, with the threads that took its steps. */
export interface Place extends ViolatingExecution {
  readonly batch: number;
}

/** The violating execution again, written down. */
export function findAgainAt(open: OpenSystem, order: Order, place: Place): Finding {
  const scenario = scenarioNumber(place.batch, order.scenario, order.seed);
  return findAgain(open, scenario, place.schedule);
}

/** What the symptom leads to, if it is one and leads to anything within a bounded search. */
export function findGraver(open: OpenSystem, order: Order, symptom: Finding & Place): Finding {
  if (!SYMPTOMS.has(symptom.property)) return symptom;
  const budget = { left: STEPS_SEARCHED };
  const goOn = beginWith(symptom.schedule);
  const strategy = makeStrategy(order.strategy);
  for (let batch = symptom.batch; budget.left > 0; batch++) {
    const isNear = batch === symptom.batch;
    const scenario = scenarioNumber(batch, order.scenario, order.seed);
    const prober = makeProber(open, scenario, { property: LEAST_HARM, orGraver: true, budget });
    const searches = isNear ? SEARCHES_NEAR : SCHEDULES_PER_SCENARIO;
    for (let execution = 0; execution < searches; execution++) {
      const seed = seedOfExecution(order, { batch, execution });
      const found = prober.probe(isNear && execution % 2 === 0 ? goOn : strategy, seed);
      if (found !== undefined) return found;
    }
  }
  return symptom;
}
