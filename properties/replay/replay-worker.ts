/** Replays one trace in a thread of its own, since a step of it may not end. */
import type { Trace } from '../../traces/trace-file.ts';
import { workWatched } from '../watch/work-watched.ts';
import type { ReplayRun } from './replay-run.ts';
import { replayRun } from './replay-run.ts';

await workWatched<Trace, ReplayRun, 'searching'>((open, trace, note) =>
  replayRun(open, trace, () => note('searching')),
);
