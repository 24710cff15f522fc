/** Makes the example of a new finding smaller, within a limited time, and runs the smaller one once more. */
import type { Workspace } from '../../../impl/qemu/workspace.ts';
import { makeDraw } from '../../judging/execution/random-source.ts';
import { followHint } from '../../searching/shrink/follow-hint.ts';
import { runAndJudge } from '../campaign.ts';
import { findingFileOf } from './finding-file.ts';
import type { QemuFinding } from './findings.ts';
import { causeOf } from './cause.ts';
import { shrinkFinding } from './shrink-finding.ts';

/** Milliseconds for one finding. */
const TIME_MS = 30_000;
/** Reruns of each smaller scenario. */
const TIMES = 2;
/** How often the smallest one is run to get a recording of it. */
const RUNS = 4;

export interface ShrinkOptions {
  readonly jobs: number;
  readonly signal: AbortSignal;
}

/** Replaces the finding's example and problem by smaller ones, if there are any that are met again. */
export async function shrinkExample(
  finding: QemuFinding,
  { jobs, signal }: ShrinkOptions,
  workspace: Workspace,
): Promise<void> {
  const { example, problem } = finding;
  const { binary, scenario, index, drawn } = example;
  const limited = AbortSignal.any([signal, AbortSignal.timeout(TIME_MS)]);
  const smaller = await shrinkFinding(
    findingFileOf(example, problem),
    { binary, times: TIMES, jobs, signal: limited },
    workspace,
    () => undefined,
  );
  if (smaller.scenario === scenario) return;
  for (let run = 0; run < RUNS && !signal.aborted; run++) {
    const strategy = followHint(smaller.schedule);
    const draw = makeDraw(`smaller/${run}`);
    const order = { scenario: smaller.scenario, binary, strategy, draw, signal };
    const judged = await runAndJudge(order, workspace);
    // A smaller scenario may show another problem of the same property.
    const { problems } = judged.judgement;
    const met = problems.find((one) => causeOf(one) === causeOf(problem));
    if (met === undefined || signal.aborted) continue;
    finding.example = { ...judged, index, drawn };
    finding.problem = met;
    return;
  }
}
