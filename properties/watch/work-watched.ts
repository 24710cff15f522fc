/** The worker's side of `runWatched`: loads the engine, does the work, and says what came of it. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Scenario } from '../../impl/scenario.ts';
import type { OpenSystem } from '../../impl/system.ts';
import { loadEngineFrom } from '../loader/load-engine.ts';
import { readPulse, withPulse } from './pulse.ts';
import type { FromWatched, WatchedSetup } from './watched.ts';

/** @param work - what was handed in, and how to note what it is at */
export async function workWatched<Work extends { readonly scenario: Scenario }, Result, Note>(
  todo: (open: OpenSystem, work: Work, note: (what: Note) => void) => Result,
): Promise<void> {
  const { engine, work, pulse } = workerData as WatchedSetup<Work>;
  const say = (message: FromWatched<Result, Note>): void => parentPort?.postMessage(message);
  let open: OpenSystem;
  try {
    open = withPulse(await loadEngineFrom(engine), readPulse(pulse));
    open(work.scenario);
  } catch (error) {
    say({ kind: 'refused', why: (error as Error).message });
    return;
  }
  say({ kind: 'ready' });
  say({ kind: 'result', result: todo(open, work, (note) => say({ kind: 'note', note })) });
}
