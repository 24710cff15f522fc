/** A campaign that is broken off and gone on with, beside one that is not. */
import { expect } from 'vitest';
import type { CampaignOptions } from '../../running/campaign/campaign.ts';
import { runCampaign } from '../../running/campaign/campaign.ts';

/** @param brokenOffAt - as soon as so many executions are done */
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
  // And there is nothing left of one that has come to its end.
  const third = await runCampaign({ ...options, resume: second.state });
  expect(third).toMatchObject({ executions, digest, isInterrupted: false });
}
