/** `check`: the main job. Lockstep over a spread of scenarios and schedules. */
import { BadFile } from '../../traces/parse-json.ts';
import type { CampaignResult } from '../campaign/campaign.ts';
import { runCampaign } from '../campaign/campaign.ts';
import { propertyNames } from '../lockstep/property-id.ts';
import { familyWithin } from '../scenarios/families.ts';
import { sometimesIds } from '../sometimes/sometimes.ts';
import { checkJson, printCheck } from './check-output.ts';
import type { CheckReport, CheckVerdict } from './check-output.ts';
import { fileViolation } from './file-violation.ts';
import { coverageGoal, measureCoverage } from './check-coverage.ts';
import type { ExitCode } from './exit-code.ts';
import { exitCode } from './exit-code.ts';
import { onInterrupt } from './on-interrupt.ts';
import { prepare } from './prepare.ts';
import { startProgress } from './progress-line.ts';
import { checkFolder, nameFromHere } from './write-trace.ts';

export interface CheckFlags {
  readonly seed?: string;
  readonly runs?: number;
  readonly time?: number;
  readonly strategy?: string;
  readonly scenario?: string;
  readonly bug?: string;
  readonly system?: string;
  readonly jobs: number;
  readonly out?: string;
  readonly coverage?: string;
  readonly coverageMin?: number;
  readonly json?: boolean;
}

const RUNS_DEFAULT = 100_000;

/** @throws UsageError or BadFile before anything is run or written */
export async function check(flags: CheckFlags): Promise<ExitCode> {
  const goal = coverageGoal(flags);
  if (flags.out !== undefined) checkFolder(flags.out);
  const within = goal && familyWithin(goal.configuration);
  const { order, bug, open, unseen } = await prepare(flags, within);
  const { seed, scenario, strategy } = order;
  const { system } = flags;
  const isTimed = flags.time !== undefined;
  const runs = flags.runs ?? (isTimed ? Number.MAX_SAFE_INTEGER : RUNS_DEFAULT);
  const say = (text: string): void => {
    if (flags.json !== true) console.log(text);
  };

  const interrupt = onInterrupt();
  say(`seed: ${seed}`);
  const progress = startProgress(isTimed ? undefined : runs, 'executions');
  let stepsFound: number | undefined;
  let result: CampaignResult;
  try {
    result = await runCampaign({
      ...order,
      edits: bug?.edits ?? [],
      system,
      coverage: goal?.configuration,
      runs,
      jobs: flags.jobs,
      timeMs: flags.time,
      signal: interrupt.signal,
      onProgress({ executions, scenarios, finding }) {
        stepsFound ??= finding?.weight[2];
        const shrinking =
          finding && `shrinking ${propertyNames[finding.property]}: ${finding.weight[2]} steps`;
        progress.update(executions, shrinking ?? `${scenarios} scenarios`);
      },
    });
  } catch (error) {
    // Whatever failed is not a finding, but has to be seen again all the same.
    if (!(error instanceof BadFile))
      console.error(`with seed ${seed}, scenario ${scenario}, strategy ${strategy}:`);
    throw error;
  } finally {
    progress.stop();
    interrupt.forget();
  }

  const unreached = sometimesIds.filter((_, position) => !result.reached.has(position));
  const bounds = [flags.scenario, flags.bug, flags.system, flags.coverage, flags.runs, flags.time];
  const isWholeCheck = bounds.every((flag) => flag === undefined);
  const coverage = goal && measureCoverage(goal, result.visited);
  const isShort = (isWholeCheck && unreached.length > 0) || coverage?.isEnough === false;
  const report: CheckReport = {
    verdict: verdictOf(result, isShort),
    coverage,
    seed,
    result,
    unreached,
    unseen,
    ...(result.finding === undefined
      ? {}
      : {
          violation: fileViolation(open, result.finding, {
            bug,
            system: system && nameFromHere(system),
            stepsFound,
            folder: flags.out,
          }),
        }),
  };
  if (flags.json === true) console.log(JSON.stringify(checkJson(report)));
  else printCheck(report);
  if (result.isInterrupted) return exitCode.interrupted;
  return exitCode[report.verdict];
}

/** @param isShort - something that was to be reached was not */
function verdictOf(result: CampaignResult, isShort: boolean): CheckVerdict {
  if (result.finding !== undefined) return 'violated';
  return result.isInterrupted || isShort ? 'incomplete' : 'passed';
}
