/** Opens an engine that is not the project's own, or not as it is, before anybody is set to work on it. */
import type { Scenario } from '../../impl/scenario.ts';
import type { OpenSystem, System } from '../../impl/system.ts';
import { BadFile } from '../../traces/parse-json.ts';

/** @throws BadFile if it cannot even be opened */
export function tryOut(open: OpenSystem, scenario: Scenario): System {
  try {
    return open(scenario);
  } catch (error) {
    if (error instanceof BadFile) throw error;
    throw new BadFile(`the edited engine cannot be opened: ${(error as Error).message}`);
  }
}
