/** Replays regressions one after another, in a separate thread since a call in one may not return. */
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
          // A promise or timer that the run left behind may be the recorded failure.
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
