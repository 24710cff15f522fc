/** User engines that misbehave: in which call, and how. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runCampaign } from '../../running/campaign/campaign.ts';
import type { Finding } from '../../searching/shrink/finding.ts';
import { STOP_AND_COPY, temporaryFolder } from './support.ts';

/** Where the engine misbehaves: when it is loaded or opened, in a call of its driver, or in a view. */
export type Misplace =
  | 'module'
  | 'open'
  | 'reset'
  | 'choices'
  | 'comingStep'
  | 'take'
  | 'isDone'
  | 'drain'
  | 'memoryWord'
  | 'isRunning'
  | 'pageBits';

/** Number of steps before it misbehaves. */
const GOOD_STEPS = 6;

/** @param deed - statements that misbehave */
export function misbehaving(where: Misplace, deed: string): string {
  const file = join(temporaryFolder(), 'engine.mjs');
  const isCall = where !== 'module' && where !== 'open';
  writeFileSync(
    file,
    `import { openSystem as open } from '${pathToFileURL(STOP_AND_COPY).href}';
    ${where === 'module' ? deed : ''}
    export const openSystem = (scenario) => {
      ${where === 'open' ? deed : ''}
      const system = open(scenario);
      const { driver, views } = system;
      let steps = 0;
      const misbehave = (name) => {
        if (name === 'reset') steps = 0;
        if (name === 'take') steps++;
        ${isCall ? `if (name === '${where}' && (name === 'reset' || steps > ${GOOD_STEPS})) { ${deed} }` : ''}
      };
      const guarded = (whole, names) => Object.assign(Object.create(whole), Object.fromEntries(
        names.map((name) => [name, (...args) => (misbehave(name), whole[name](...args))])));
      return {
        ...system,
        driver: guarded(driver, ['reset', 'choices', 'comingStep', 'take', 'isDone', 'drain']),
        views: { ...views, ...guarded(views, ['memoryWord', 'isRunning', 'pageBits']) },
      };
    };`,
  );
  return file;
}

export const ENDLESS = 'for (;;);';

const order = { seed: 'fatal', scenario: 'mixed', strategy: 'pos', edits: [], runs: 20 };

/** The finding of a short campaign, before shrinking. */
export async function findingOn(system: string, jobs = 1): Promise<Finding | undefined> {
  const found = new AbortController();
  const { finding } = await runCampaign({
    ...order,
    system,
    jobs,
    signal: found.signal,
    onProgress: (progress) => progress.finding && found.abort(),
  });
  return finding;
}
