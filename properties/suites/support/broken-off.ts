/** Compares a campaign that is interrupted and resumed with one that is not. */
import { expect } from 'vitest';
import type { CampaignOptions } from '../../running/campaign/campaign.ts';
import { runCampaign } from '../../running/campaign/campaign.ts';

/** @param brokenOffAt - number of executions after which the campaign is interrupted */
export async function expectSameEnd(options: CampaignOptions, brokenOffAt: number): Promise<void> {
  const whole = await runCampaign(options);
  const stop = new AbortController();
  const first = await runCampaign({
    ...options,
    signal: stop.signal,
    onProgress: ({ executions }) => executions >= brokenOffAt && stop.abort(),
  });
  expect(first.isInterrupted).toBe(true);
  expect(first.executions).toBeLessThan(options.runs);
  const { state: resume } = first;
  const second = await runCampaign({ ...options, resume });
  const { executions, scenarios, steps, digest, lesson, reached, visited } = whole;
  expect(second).toMatchObject({ executions, scenarios, steps, digest, lesson });
  expect(second.reached).toEqual(reached);
  expect([...second.visited].toSorted()).toEqual([...visited].toSorted());
  // Resuming a finished campaign runs nothing.
  const third = await runCampaign({ ...options, resume: second.state });
  expect(third).toMatchObject({ executions, digest, isInterrupted: false });
}
