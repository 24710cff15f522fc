/** Films a run of which nobody knows whether it ends. */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Edit } from '../../traces/bug-file.ts';
import { buildEngine, loadEngine } from '../loader/load-engine.ts';
import { projectRoot } from '../project-root.ts';
import type { Film, Filmed } from '../story/frames.ts';
import { film } from '../story/frames.ts';
import type { FilmSetup, FromFilmWorker } from './film-worker.ts';
import { makePulseMemory, readPulse, stepsOf, withEndlessStep } from './pulse.ts';
import type { PulseWatch } from './pulse-watch.ts';
import { watchPulse } from './pulse-watch.ts';

const WORKER_FILE = join(projectRoot, '.build', 'properties', 'watch', 'film-worker.js');
const WATCH_EVERY_MS = 500;

/**
 * @param system - the module of another engine than the project's own
 * @returns the film; of a run with an endless step, up to that step
 */
export async function filmWatched(
  edits: readonly Edit[],
  run: Film,
  system?: string,
): Promise<Filmed> {
  const memory = makePulseMemory();
  const pulse = readPulse(memory);
  const engine = await buildEngine(edits, system);
  const workerData: FilmSetup = { engine: engine.module, film: run, pulse: memory };
  const worker = new Worker(WORKER_FILE, { workerData });
  let watch: PulseWatch | undefined;
  try {
    const filmed = await new Promise<Filmed | 'hangs'>((resolve, reject) => {
      const timer = setInterval(() => watch?.hangs() && resolve('hangs'), WATCH_EVERY_MS);
      worker.on('message', (message: FromFilmWorker) => {
        if (message === 'ready') watch = watchPulse(pulse);
        else resolve(message);
      });
      worker.on('error', reject);
      worker.on('exit', () => clearInterval(timer));
    });
    if (filmed !== 'hangs') return filmed;
  } finally {
    await worker.terminate();
    await engine.remove();
  }
  return film(withEndlessStep(await loadEngine(edits, system), stepsOf(pulse).length - 1), run);
}
