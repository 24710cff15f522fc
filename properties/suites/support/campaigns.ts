/** Campaigns as several suites run them. */
import type { CampaignResult } from '../../running/campaign/campaign.ts';
import { runCampaign } from '../../running/campaign/campaign.ts';
import { readBug } from '../../running/files/read-bug.ts';
import { MIXED } from '../../searching/scenarios/families.ts';

export interface Wanted {
  readonly seed: string;
  readonly scenario?: string;
  readonly runs: number;
  readonly jobs?: number;
  readonly bug?: string;
}

/** A random walk, by default over all scenarios. */
export function campaign({
  seed,
  scenario = MIXED,
  runs,
  jobs = 2,
  bug,
}: Wanted): Promise<CampaignResult> {
  const edits = bug === undefined ? [] : readBug(bug).edits;
  return runCampaign({ seed, scenario, strategy: 'random', edits, runs, jobs });
}
