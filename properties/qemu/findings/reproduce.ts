/**
 * Runs a scenario again under its original schedule. This is best effort, since the harness does not schedule
 * QEMU's own threads: the result is how often the problem reproduces.
 */
import pMap from 'p-map';
import type { QemuPair } from '../../../impl/qemu/host.ts';
import type { QemuScenario } from '../../../impl/qemu/scenario.ts';
import type { Workspace } from '../../../impl/qemu/workspace.ts';
import { followHint } from '../../searching/shrink/follow-hint.ts';
import { makeDraw } from '../../judging/execution/random-source.ts';
import { runAndJudge } from '../campaign.ts';
import { causeOf, complaintOf, knownIn } from './cause.ts';
import type { Example, QemuFinding } from './findings.ts';
import { readKnownFindings } from './known-findings.ts';
import type { Problem, QemuProperty } from '../judging/problem.ts';
import type { OtherProblem, Rate } from './rate.ts';
import type { ScheduledStep } from '../run-migration.ts';

export interface Reproduction {
  readonly scenario: QemuScenario;
  readonly binary: QemuPair;
  readonly schedule: readonly ScheduledStep[];
  /** A rerun reproduces the problem if one of its problems is like this one (`isAlike`). */
  readonly problem: Problem;
  readonly times: number;
  readonly jobs: number;
  readonly signal: AbortSignal;
}

/** The properties that a lost page may violate: which one depends on what looks at the page first. */
const aboutMemory: readonly QemuProperty[] = ['END', 'G1', 'R'];

/** Whether both are about pages of the same writer, are the same known finding, or the same new complaint. */
function isAlike(one: Problem, other: Problem, knownAs: KnownAs): boolean {
  if (aboutMemory.includes(one.property) && aboutMemory.includes(other.property))
    return one.writer === other.writer;
  const known = knownAs(one);
  return (
    one.property === other.property &&
    known === knownAs(other) &&
    (known !== undefined || complaintOf(one) === complaintOf(other))
  );
}

/** The id of the known finding that a problem is. */
type KnownAs = (problem: Problem) => string | undefined;

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
      // An interrupted run proves nothing.
      return signal.aborted ? undefined : problems;
    },
    { concurrency: jobs },
  );
  const known = readKnownFindings();
  return rateOf(
    found.filter((one) => one !== undefined),
    problem,
    (one) => knownIn(one, { scenario, binary }, known)?.id,
  );
}

/** @param runs - the problems of each rerun */
export function rateOf(
  runs: readonly (readonly Problem[])[],
  wanted: Problem,
  knownAs: KnownAs = () => undefined,
): Rate {
  const isSame = (one: Problem): boolean => isAlike(one, wanted, knownAs);
  const same = runs.flatMap((problems) => problems.find(isSame) ?? []);
  const others = new Map<string, OtherProblem>();
  for (const problems of runs) {
    const different = problems.filter((one) => !isSame(one));
    const kinds = new Map(different.map((one) => [knownAs(one) ?? causeOf(one), one]));
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
 * Runs the examples again, the shortest first, until one reproduces: that one becomes the finding's example.
 *
 * @param tryOut - runs an example again; returns `undefined` to stop
 */
export async function runAgain(
  finding: QemuFinding,
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
