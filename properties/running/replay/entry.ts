/** The entry point of `migcheck/replay`: rebuilds first if the sources have changed. */
import { keepBuildFresh } from '../../keep-build-fresh.ts';
import type * as Entered from './replay-trace.ts';

await keepBuildFresh();
const module: typeof Entered = await import('./replay-trace.ts');
export const replayTrace: typeof Entered.replayTrace = module.replayTrace;
