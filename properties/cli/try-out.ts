/** Whether an edited engine can be put together at all, before anybody is set to work on it. */
import type { Scenario } from '../../impl/scenario.ts';
import type { OpenSystem } from '../../impl/system.ts';
import { BadFile } from '../../traces/parse-json.ts';

/** @throws BadFile if it cannot even be opened */
export function tryOut(open: OpenSystem, scenario: Scenario): void {
  try {
    open(scenario);
  } catch (error) {
    throw new BadFile(`the edited engine cannot be opened: ${(error as Error).message}`);
  }
}
