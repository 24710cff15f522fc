/**
 * From a violating execution to a finding worth reading: follows a mere symptom to the loss behind
 * it, then shrinks.
 */
import type { OpenSystem } from '../../../impl/system.ts';
import type { PropertyId } from '../../judging/lockstep/property-id.ts';
import { properties } from '../../judging/oracles/properties.ts';
import { scenarioNumber } from '../../searching/scenarios/families.ts';
import { findAgain } from '../../searching/shrink/find-again.ts';
import type { Finding, Prober, StepBudget } from '../../searching/shrink/finding.ts';
import { isSpent, makeProber } from '../../searching/shrink/finding.ts';
import { beginWith } from '../../searching/strategies/begin-with.ts';
import { makeStrategy } from '../../searching/strategies/strategies.ts';
import type { Order, ViolatingExecution } from './batch.ts';
import { seedOfExecution } from './batch.ts';

/** The least of the violations that are looked for after a symptom. */
export const LEAST_HARM: PropertyId = 'CRASH';

export function isSymptom({ property }: Pick<Finding, 'property'>): boolean {
  return properties[property].isSymptom;
}

/**
 * Steps that are spent on looking for it. Where memory is not what the model says, somebody is harmed
 * as a rule, if not here; of the catalogue's bugs, what else leads to harm does so within half of this.
 */
const STEPS_SEARCHED = { R: 70_000, others: 30_000 } as const;
/** Runs in the symptom's own scenario, every other of which begins as it did. */
const SEARCHES_NEAR = 160;
/** So many of them at a time; in between, the next scenario has its turn, with a few runs. */
const NEAR_AT_A_TIME = 20;
const FAR_AT_A_TIME = 3;

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
export function findGraver(
  open: OpenSystem,
  order: Order,
  symptom: Finding & Place,
  isLate?: () => boolean,
): Finding {
  if (!isSymptom(symptom)) return symptom;
  const budget: StepBudget = {
    left: symptom.property === 'R' ? STEPS_SEARCHED.R : STEPS_SEARCHED.others,
    isLate,
  };
  const goOn = beginWith(symptom.schedule);
  const strategy = makeStrategy(order.strategy);
  const proberOf = (batch: number): Prober =>
    makeProber(open, scenarioNumber(batch, order.scenario, order.seed), {
      property: LEAST_HARM,
      orGraver: true,
      budget,
    });
  const near = proberOf(symptom.batch);
  let found: Finding | undefined;
  for (let round = 0; found === undefined && !isSpent(budget); round++) {
    const begin = round * NEAR_AT_A_TIME;
    for (let at = begin; at < begin + NEAR_AT_A_TIME && at < SEARCHES_NEAR; at++) {
      const seed = seedOfExecution(order, { batch: symptom.batch, execution: at });
      found ??= near.probe(at % 2 === 0 ? goOn : strategy, seed);
    }
    const batch = symptom.batch + 1 + round;
    const far = found === undefined ? proberOf(batch) : near;
    for (let execution = 0; execution < FAR_AT_A_TIME; execution++)
      found ??= far.probe(strategy, seedOfExecution(order, { batch, execution }));
  }
  return found ?? symptom;
}
