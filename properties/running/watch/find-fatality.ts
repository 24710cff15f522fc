/** Makes a finding of a call that did not return; the steps up to the call are known. */
import type { Scenario } from '../../../impl/scenario.ts';
import type { EngineChoice } from '../../engines/loader/load-engine.ts';
import { Nondeterminism } from '../../judging/execution/nondeterminism.ts';
import type { Finding } from '../../searching/shrink/finding.ts';
import type { FatalCall } from '../../judging/execution/fatal-call.ts';
import type { FatalRun } from './fatality-worker.ts';
import { runWatched } from './watched.ts';
import type { Fatality } from './watched-worker.ts';

const WORKER = 'fatality';

/** Recording a run takes further calls, and one of those may not return either. */
const ATTEMPTS = 4;

/** @throws Nondeterminism if the run ends in a different call each time */
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
    `a run ends in a different call each time, the last time in one that ${latest.call.how}`,
  );
}
