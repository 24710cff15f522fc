/** Runs a violating execution again, by the threads that took its steps, and records it. */
import type { Scenario } from '../../../impl/scenario.ts';
import type { OpenSystem } from '../../../impl/system.ts';
import { Nondeterminism } from '../../judging/execution/nondeterminism.ts';
import type { PropertyId } from '../../judging/lockstep/property-id.ts';
import { propertyIds } from '../../judging/lockstep/property-id.ts';
import { replayThreads } from '../strategies/replay-threads.ts';
import type { Finding } from './finding.ts';
import { makeProber } from './finding.ts';

/**
 * @param schedule - the threads of the execution, step by step
 * @throws Nondeterminism if the second run violates nothing
 */
export function findAgain(open: OpenSystem, scenario: Scenario, schedule: Uint8Array): Finding {
  const least = propertyIds.at(-1) as PropertyId;
  const prober = makeProber(open, scenario, { property: least, orGraver: true });
  const found = prober.probe(replayThreads(schedule), 'no chance is drawn');
  if (found === undefined)
    throw new Nondeterminism('a violating execution was clean the second time');
  return found;
}
