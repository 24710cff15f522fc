/** Replays one trace in a thread of its own, since a call in it may not come back. */
import type { Trace } from '../../../traces/trace-file.ts';
import { workWatched } from '../watch/work-watched.ts';
import type { ReplayRun } from './replay-run.ts';
import { replayRun } from './replay-run.ts';

await workWatched<Trace, ReplayRun, 'searching'>((open, trace, { note, settle }) =>
  replayRun(open, trace, async (detour) => {
    // What the run has left behind may be what was recorded.
    await settle();
    if (detour === 'searching') note('searching');
  }),
);
