/** What `migcheck/replay` is loaded through: nothing is judged by a build that is not of the sources. */
import { keepBuildFresh } from '../../keep-build-fresh.ts';
import type * as Entered from './replay-trace.ts';

await keepBuildFresh();
const module: typeof Entered = await import('./replay-trace.ts');
export const replayTrace: typeof Entered.replayTrace = module.replayTrace;
