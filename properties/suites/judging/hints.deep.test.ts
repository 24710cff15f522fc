/**
 * Free page hints: which implementations are safe under which contract, and that all of these cases are
 * reached.
 */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../../impl/scenario.ts';
import type { OpenSystem } from '../../../impl/system.ts';
import { loadEngine } from '../../engines/loader/load-engine.ts';
import { execute, makeLockstep } from '../../judging/execution/execution.ts';
import { makeDraw } from '../../judging/execution/random-source.ts';
import { projectRoot } from '../../project-root.ts';
import { readBug } from '../../running/files/read-bug.ts';
import { readTraceFile } from '../../running/files/read-trace.ts';
import { scenarioNumber } from '../../searching/scenarios/families.ts';
import { random } from '../../searching/strategies/random.ts';
import { hintsSituations } from '../../mechanisms/hints/judging/situations.ts';
import { sometimesIds } from '../../judging/sometimes/sometimes.ts';
import { campaign } from '../support/campaigns.ts';
import { share } from '../support/long-work.ts';

/** As many as harm takes to show; a search that finds none makes its share of them. */
const SCENARIOS = 1500;
const SHARE_OF_SCENARIOS = Math.ceil(Math.sqrt(share) * SCENARIOS);

type Change = (scenario: Scenario) => Scenario;

interface Search {
  readonly contract: Scenario['hints'];
  readonly change?: Change;
  readonly scenarios?: number;
}

/** Whether any of the family's scenarios violates a property under this contract. */
function isHarmful(open: OpenSystem, { contract, change, scenarios = SCENARIOS }: Search): boolean {
  for (let number = 0; number < scenarios; number++) {
    const drawn = scenarioNumber(number, 'hints', 'contracts');
    const scenario = { ...(change?.(drawn) ?? drawn), hints: contract };
    const { objections } = execute(makeLockstep(scenario, open), random(), makeDraw(`${number}`));
    if (objections !== undefined) return true;
  }
  return false;
}

function isHarmless(open: OpenSystem, search: Search): boolean {
  return !isHarmful(open, { ...search, scenarios: SHARE_OF_SCENARIOS });
}

describe('a hint', () => {
  it('is harmless under either contract', async () => {
    const open = await loadEngine([]);
    expect(isHarmless(open, { contract: 'weak' })).toBe(true);
    expect(isHarmless(open, { contract: 'strong' })).toBe(true);
  });

  it('without a clear before it is harmless if every page is a chunk', async () => {
    const open = await loadEngine(readBug('hint-without-clear').edits);
    const onePage: Change = ({ blocks, ...rest }) => ({
      ...rest,
      blocks: blocks.map((block) => ({ ...block, chunkPages: 1 })),
    });
    expect(isHarmless(open, { contract: 'weak', change: onePage })).toBe(true);
    expect(isHarmful(open, { contract: 'weak' })).toBe(true);
  });

  it('that clears the log loses pages under the weak contract only', async () => {
    const { scenario } = readTraceFile(join(projectRoot, 'traces/catalogue/hint-clears-log.json'));
    const open = await loadEngine(readBug('hint-clears-log').edits);
    const same: Change = () => scenario;
    expect(isHarmful(open, { contract: 'weak', change: same })).toBe(true);
    expect(isHarmless(open, { contract: 'strong', change: same })).toBe(true);
  });

  it('reaches every situation about hints', async () => {
    const { reached, finding } = await campaign({ seed: 'a', scenario: 'hints', runs: 6000 });
    expect(finding).toBeUndefined();
    const seen = [...reached].map((position) => sometimesIds[position]);
    expect(seen).toEqual(expect.arrayContaining(Object.keys(hintsSituations)));
  });
});
