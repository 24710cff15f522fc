/** Films a run of which nobody knows whether it ends. */
import { join } from 'node:path';
import type { EngineChoice } from '../loader/load-engine.ts';
import { loadEngine } from '../loader/load-engine.ts';
import type { Film, Filmed } from '../story/frames.ts';
import { film } from '../story/frames.ts';
import { runWatched } from './watched.ts';

/** @returns the film; of a run with an endless step, up to that step */
export async function filmWatched(engine: EngineChoice, run: Film): Promise<Filmed> {
  const filmed = await runWatched<Film, Filmed>(join('watch', 'film-worker.js'), engine, run);
  if ('result' in filmed) return filmed.result;
  const open = await loadEngine(engine.edits, engine.system);
  return film(open, { ...run, endlessStep: filmed.hang.steps.length - 1 });
}
