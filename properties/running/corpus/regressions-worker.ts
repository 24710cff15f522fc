/** Replays regressions one after the other, in a thread of its own since a call in one may not come back. */
import { replayRun } from '../replay/replay-run.ts';
import { workWatched } from '../watch/work-watched.ts';
import type { RegressionNote, RegressionsWork } from './replayed.ts';
import { replayedOf } from './replayed.ts';

await workWatched<RegressionsWork, null, RegressionNote>(
  async (open, { traces, effort }, { note, settle }) => {
    for (const trace of traces) {
      const startedAt = performance.now();
      const run = await replayRun(
        open,
        trace,
        async (detour) => {
          // What the run has left behind may be what was recorded.
          await settle();
          if (detour === 'searching') note({ kind: 'searching' });
        },
        effort,
      );
      await settle();
      note({ kind: 'run', run: replayedOf(run, startedAt) });
    }
    return null;
  },
);
