/** Replays one trace in a separate thread, since a call in it may not return. */
import type { Trace } from '../../../traces/trace-file.ts';
import { workWatched } from '../watch/work-watched.ts';
import type { ReplayRun } from './replay-run.ts';
import { replayRun } from './replay-run.ts';

await workWatched<Trace, ReplayRun, 'searching'>((open, trace, { note, settle }) =>
  replayRun(open, trace, async (detour) => {
    // A promise or timer that the run left behind may be the recorded failure.
    await settle();
    if (detour === 'searching') note('searching');
  }),
);
