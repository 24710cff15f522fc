/**
 * Runs a scenario again under the schedule that it was found with. That is best effort: what QEMU's
 * threads do by themselves nobody decides, so what counts is how often it comes out the same.
 */
import pMap from 'p-map';
import type { QemuBinary } from '../../impl/qemu/host.ts';
import type { QemuScenario } from '../../impl/qemu/scenario.ts';
import type { Workspace } from '../../impl/qemu/workspace.ts';
import { followHint } from '../searching/shrink/follow-hint.ts';
import { makeDraw } from '../judging/execution/random-source.ts';
import { runAndJudge } from './campaign.ts';
import type { Example, Finding } from './findings.ts';
import type { Problem, QemuProperty } from './problem.ts';
import type { OtherProblem, Rate } from './rate.ts';
import type { ScheduledStep } from './run-migration.ts';

export interface Reproduction {
  readonly scenario: QemuScenario;
  readonly binary: QemuBinary;
  readonly schedule: readonly ScheduledStep[];
  /** It counts as the same if one of these is violated, by the pages of the same writer. */
  readonly problem: Pick<Problem, 'property' | 'writer'>;
  readonly times: number;
  readonly jobs: number;
  readonly signal: AbortSignal;
}

/** What is seen of a lost page depends on who looks first. */
const aboutMemory: readonly QemuProperty[] = ['END', 'G1', 'R'];

export function isAlike(one: Pick<Problem, 'property' | 'writer'>, other: typeof one): boolean {
  if (aboutMemory.includes(one.property) && aboutMemory.includes(other.property))
    return one.writer === other.writer;
  return one.property === other.property;
}

export async function reproduce(
  { scenario, binary, schedule, problem, times, jobs, signal }: Reproduction,
  workspace: Workspace,
): Promise<Rate> {
  const found = await pMap(
    Array.from({ length: times }, (_, index) => index),
    async (index): Promise<readonly Problem[] | undefined> => {
      if (signal.aborted) return undefined;
      const strategy = followHint(schedule);
      const draw = makeDraw(`again/${index}`);
      const order = { scenario, binary, strategy, draw, signal };
      const { problems } = (await runAndJudge(order, workspace)).judgement;
      // What was broken off says nothing.
      return signal.aborted ? undefined : problems;
    },
    { concurrency: jobs },
  );
  return rateOf(
    found.filter((one) => one !== undefined),
    problem,
  );
}

/** @param runs - what was wrong with each */
export function rateOf(
  runs: readonly (readonly Problem[])[],
  wanted: Pick<Problem, 'property' | 'writer'>,
): Rate {
  const same = runs.flatMap((problems) => problems.find((one) => isAlike(one, wanted)) ?? []);
  const others = new Map<string, OtherProblem>();
  for (const problems of runs) {
    const different = problems.filter((one) => !isAlike(one, wanted));
    const kinds = new Map(different.map((one) => [`${one.property} ${one.writer}`, one]));
    for (const [kind, problem] of kinds) {
      const before = others.get(kind);
      others.set(kind, { problem: before?.problem ?? problem, met: (before?.met ?? 0) + 1 });
    }
  }
  return {
    times: runs.length,
    reproduced: same.length,
    example: same[0],
    others: [...others.values()],
  };
}

/**
 * The shortest example first, and others until one comes out the same: that is the one to be told of.
 *
 * @param tryOut - runs an example again; `undefined` if that is not to be done any more
 */
export async function runAgain(
  finding: Finding,
  tryOut: (example: Example) => Promise<Rate | undefined>,
): Promise<void> {
  const tried: Rate[] = [];
  for (const example of finding.examples) {
    const rate = await tryOut(example);
    if (rate === undefined) break;
    tried.push(rate);
    if (rate.reproduced === 0) continue;
    finding.example = example.run;
    finding.problem = example.problem;
    finding.rate = rate;
    return;
  }
  if (tried.length === 0) return;
  finding.rate = {
    times: tried.reduce((sum, { times }) => sum + times, 0),
    reproduced: 0,
    example: undefined,
    others: tried.flatMap(({ others }) => others),
  };
}
