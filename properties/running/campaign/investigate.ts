/**
 * Turns a violating execution into a finding worth reading: follows a mere symptom to the loss behind
 * it, before it is shrunk.
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

/** After a symptom, the search is for this violation and graver ones. */
export const LEAST_HARM: PropertyId = 'CRASH';

export function isSymptom({ property }: Pick<Finding, 'property'>): boolean {
  return properties[property].isSymptom;
}

/**
 * The maximal number of steps of the search for graver harm. If memory differs from the model (R), a
 * search usually finds harm eventually. For the catalogue's other symptoms, 15,000 are enough to find
 * the harm that they lead to.
 */
const STEPS_SEARCHED = { R: 70_000, others: 16_000 } as const;
/** Runs in the symptom's own scenario; half of them begin with the symptom's schedule. */
const SEARCHES_NEAR = 160;
/** After this many of those runs, the search makes a few runs in the next scenario. */
const NEAR_AT_A_TIME = 20;
const FAR_AT_A_TIME = 3;

/** A violating execution of a campaign. */
export interface CampaignExecution extends ViolatingExecution {
  readonly batch: number;
}

/** Runs the violating execution again and records it as a finding. */
export function findAgainAt(open: OpenSystem, order: Order, place: CampaignExecution): Finding {
  const scenario = scenarioNumber(place.batch, order.scenario, order.seed);
  return findAgain(open, scenario, place.schedule);
}

/** @returns the harm that a symptom leads to, or the finding itself if a bounded search finds none */
export function findGraver(
  open: OpenSystem,
  order: Order,
  symptom: Finding & CampaignExecution,
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
