/** Makes a finding of a worker that hangs: everything up to the step that does not end is known. */
import type { EngineChoice } from '../loader/load-engine.ts';
import { loadEngine } from '../loader/load-engine.ts';
import { Nondeterminism } from '../lockstep/nondeterminism.ts';
import { scenarioNumber } from '../scenarios/families.ts';
import type { Finding } from '../shrink/finding.ts';
import { makeProber } from '../shrink/finding.ts';
import { replayThreads } from '../strategies/replay-threads.ts';
import type { Pulse } from '../watch/pulse.ts';
import { batchOf, stepsOf, withEndlessStep } from '../watch/pulse.ts';
import type { Order } from './batch.ts';

/** What was run, and on which engine. */
export interface HungCampaign extends Order, EngineChoice {}

/** @throws Nondeterminism if the run up to that step is not what the pulse says it was */
export async function findHang(
  { edits, system, ...order }: HungCampaign,
  pulse: Pulse,
): Promise<Finding> {
  const steps = stepsOf(pulse);
  const endlessStep = steps.length - 1;
  const open = withEndlessStep(await loadEngine(edits, system), endlessStep);
  const scenario = scenarioNumber(batchOf(pulse), order.scenario, order.seed);
  const prober = makeProber(open, scenario, { property: 'PROGRESS', orGraver: false });
  const finding = prober.probe(replayThreads(steps), 'no chance is drawn');
  if (finding === undefined) throw new Nondeterminism('a run that hung did not');
  return { ...finding, endlessStep };
}
