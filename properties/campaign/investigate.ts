/**
 * From a violating execution to a finding worth reading: follows a mere symptom to the loss behind
 * it, then shrinks.
 */
import type { OpenSystem } from '../../impl/system.ts';
import type { PropertyId } from '../lockstep/property-id.ts';
import { propertyIds } from '../lockstep/property-id.ts';
import { scenarioNumber } from '../scenarios/families.ts';
import type { Finding } from '../shrink/finding.ts';
import { makeProber } from '../shrink/finding.ts';
import { makeStrategy } from '../strategies/strategies.ts';
import type { Order } from './batch.ts';
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

/** An execution of a campaign. */
export interface Place {
  readonly batch: number;
  readonly execution: number;
}

/** The violating execution again, written down. */
export function findAgain(open: OpenSystem, order: Order, place: Place): Finding {
  const least = propertyIds.at(-1) as PropertyId;
  const found = findAt(open, order, { ...place, property: least });
  if (found === undefined)
    throw new Error('possible nondeterminism: a violating execution was clean the second time');
  return found;
}

/** What the symptom leads to, if it is one and leads to anything within a bounded search. */
export function findGraver(open: OpenSystem, order: Order, symptom: Finding & Place): Finding {
  if (!SYMPTOMS.has(symptom.property)) return symptom;
  const first = findAt(open, order, { ...symptom, property: LEAST_HARM });
  if (first !== undefined) return first;
  const strategy = makeStrategy(order.strategy);
  const budget = { left: STEPS_SEARCHED };
  for (let batch = symptom.batch; budget.left > 0; batch++) {
    const scenario = scenarioNumber(batch, order.scenario, order.seed);
    const prober = makeProber(open, scenario, { property: LEAST_HARM, orGraver: true, budget });
    for (let execution = 0; execution < SCHEDULES_PER_SCENARIO; execution++) {
      const found = prober.probe(strategy, seedOfExecution(order, { batch, execution }));
      if (found !== undefined) return found;
    }
  }
  return symptom;
}

function findAt(
  open: OpenSystem,
  order: Order,
  { batch, execution, property }: Place & { readonly property: PropertyId },
): Finding | undefined {
  const scenario = scenarioNumber(batch, order.scenario, order.seed);
  const prober = makeProber(open, scenario, { property, orGraver: true });
  return prober.probe(makeStrategy(order.strategy), seedOfExecution(order, { batch, execution }));
}
