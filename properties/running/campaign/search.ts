/**
 * One campaign as a command runs it: shows its progress on the terminal, files a finding at once, and
 * stores what is left of the campaign if it is interrupted.
 */
import { BadFile } from '../../../traces/parse-json.ts';
import type { CampaignResult } from './campaign.ts';
import { runCampaign } from './campaign.ts';
import { withEngine } from '../../engines/loader/load-engine.ts';
import type { JudgedProperties } from '../../judging/lockstep/judged-properties.ts';
import { sometimesIds } from '../../judging/sometimes/sometimes.ts';
import { complain } from '../../terminal/complain.ts';
import type { CheckPlan } from './plan.ts';
import { writePlan } from './plan.ts';
import type { FiledViolation } from '../corpus/file-violation.ts';
import { makeFiler } from '../corpus/file-violation.ts';
import { startFindingProgress } from './finding-progress.ts';
import { nameFromHere } from '../files/write-trace.ts';
import { startProgress } from '../../terminal/progress-line.ts';

export interface SearchOptions {
  readonly jobs: number;
  readonly signal: AbortSignal;
  /** The folder for findings and for what is left; the usual folders if left out. */
  readonly out: string | undefined;
  /** Leaves a finding as it was found. */
  readonly isLeftAsFound?: boolean | undefined;
  /** Whether an interrupted search may be resumed from a file; so it is if left out. */
  readonly isResumable?: boolean | undefined;
  /** The properties that may object; all if left out. */
  readonly judged?: JudgedProperties | undefined;
  /** Title of the progress line. */
  readonly title?: string;
}

export interface Searched {
  readonly result: CampaignResult;
  readonly violation: FiledViolation | undefined;
  /** The file from which to resume, if the campaign was interrupted before it found anything. */
  readonly file: string | undefined;
}

/** @throws Error if the harness itself fails */
export function search(plan: CheckPlan, options: SearchOptions): Promise<Searched> {
  const { bug, system } = plan;
  // Keeps the engine's files until the end, in case they could not be unpacked again to tell a finding.
  return withEngine({ edits: bug?.edits ?? [], system }, () => searchOn(plan, options));
}

async function searchOn(plan: CheckPlan, options: SearchOptions): Promise<Searched> {
  const { seed, scenario, strategy, bug, system, goal, runs, timeMs, resume } = plan;
  const { jobs, signal, out, title, judged, isLeftAsFound, isResumable = true } = options;
  const edits = bug?.edits ?? [];
  const filer = makeFiler({ bug, system: system && nameFromHere(system), folder: out });
  const total = timeMs === undefined ? runs : undefined;
  const progress = startProgress({
    unit: 'executions',
    total,
    timeMs,
    doneBefore: resume?.executions,
    title,
  });
  const becoming = startFindingProgress(
    process.stderr.isTTY || isLeftAsFound === true ? undefined : (line) => console.error(line),
  );
  try {
    const result = await runCampaign({
      seed,
      scenario,
      strategy,
      edits,
      system,
      coverage: goal?.configuration,
      runs,
      jobs,
      timeMs,
      judged,
      isLeftAsFound,
      resume,
      signal,
      onProgress(standing) {
        const { executions, reached, finding } = standing;
        // File the finding before reporting it.
        if (finding !== undefined) filer.keep(finding);
        const situations = `${reached.size} of ${sometimesIds.length} situations`;
        progress.update(executions, becoming.note(standing) ?? situations);
      },
    });
    becoming.stop();
    const { finding, isInterrupted, complaint } = result;
    if (complaint !== undefined) complain('shrinking the finding has failed', complaint);
    return {
      result,
      violation: finding && (await filer.file({ edits, system }, finding)),
      file:
        isInterrupted && isResumable && finding === undefined
          ? await leaveRest(plan, result, out)
          : undefined,
    };
  } catch (error) {
    const found = filer.lastWord();
    if (found !== undefined) console.error(`migcheck: ${found}`);
    // The failure is not a finding, but the user must be able to reproduce it.
    if (!(error instanceof BadFile))
      console.error(`with seed ${seed}, scenario ${scenario}, strategy ${strategy}:`);
    throw error;
  } finally {
    becoming.stop();
    progress.stop();
  }
}

/** The result so far is reported even if the file to resume from cannot be written. */
async function leaveRest(
  plan: CheckPlan,
  result: CampaignResult,
  folder: string | undefined,
): Promise<string | undefined> {
  try {
    return await writePlan(plan, result, folder);
  } catch (error) {
    console.error(`migcheck: ${(error as Error).message}`);
    return undefined;
  }
}
