/**
 * Runs a scenario again under the schedule that it was found with. That is best effort: what QEMU's
 * threads do by themselves nobody decides, so what counts is how often it comes out the same.
 */
import pMap from 'p-map';
import type { QemuBinary } from '../../impl/qemu/host.ts';
import type { QemuScenario } from '../../impl/qemu/scenario.ts';
import type { Workspace } from '../../impl/qemu/workspace.ts';
import { followHint } from '../shrink/follow-hint.ts';
import { makeDraw } from '../strategies/random-source.ts';
import { runAndJudge } from './campaign.ts';
import type { Problem, QemuProperty } from './judge.ts';
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

/** How often it was tried, how often it came out the same, and what was wrong then. */
export interface Rate {
  readonly times: number;
  readonly reproduced: number;
  readonly example: Problem | undefined;
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
      return (await runAndJudge(order, workspace)).judgement.problems;
    },
    { concurrency: jobs },
  );
  const tried = found.filter((one) => one !== undefined);
  const same = tried.flatMap((problems) => {
    const alike = problems.find((one) => isAlike(one, problem));
    return alike === undefined ? [] : [alike];
  });
  return { times: tried.length, reproduced: same.length, example: same[0] };
}
