/** Makes a finding of a call that did not come back: everything up to it is known. */
import type { Scenario } from '../../../impl/scenario.ts';
import type { EngineChoice } from '../../engines/loader/load-engine.ts';
import { Nondeterminism } from '../../judging/execution/nondeterminism.ts';
import type { Finding } from '../../searching/shrink/finding.ts';
import type { FatalCall } from '../../judging/execution/fatal-call.ts';
import type { FatalRun } from './fatality-worker.ts';
import { runWatched } from './watched.ts';
import type { Fatality } from './watched-worker.ts';

const WORKER = 'fatality';

/** To write a run down takes calls of its own, and one of them may not come back either. */
const ATTEMPTS = 4;

/** @throws Nondeterminism if the run does not come to that call again */
export async function findFatality(
  engine: EngineChoice,
  scenario: Scenario,
  fatality: Fatality,
): Promise<Finding> {
  const fatalCalls: FatalCall[] = [];
  let latest = fatality;
  while (fatalCalls.length < ATTEMPTS) {
    fatalCalls.push(latest.call);
    const run = { scenario, steps: latest.steps, fatalCalls };
    const found = await runWatched<FatalRun, Finding>(WORKER, engine, run);
    if ('result' in found) return found.result;
    latest = found.fatality;
  }
  throw new Nondeterminism(
    `a run ends in another call each time, last in one that ${latest.call.how}`,
  );
}
