/** Opens an engine for scenarios in a separate thread, and reports what it does not show. */
import type { Scenario } from '../../../impl/scenario.ts';
import type { Lacks } from '../../../impl/system.ts';
import { workWatched } from './work-watched.ts';

await workWatched<readonly Scenario[], Lacks | undefined, never>((open, scenarios) => {
  const [first] = scenarios.map((scenario) => open(scenario));
  return first?.lacks;
});
