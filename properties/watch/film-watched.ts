/** Films a run of which nobody knows whether it ends. */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Edit } from '../../traces/bug-file.ts';
import { buildEngine, loadEngine } from '../loader/load-engine.ts';
import { projectRoot } from '../project-root.ts';
import type { Flip } from '../story/flip.ts';
import type { Film, Filmed } from '../story/frames.ts';
import { film } from '../story/frames.ts';
import type { FilmSetup, FromFilmWorker } from './film-worker.ts';
import type { Pulse } from './pulse.ts';
import { makePulseMemory, readPulse, stepsOf } from './pulse.ts';
import type { PulseWatch } from './pulse-watch.ts';
import { watchPulse } from './pulse-watch.ts';

const WORKER_FILE = join(projectRoot, '.build', 'properties', 'watch', 'film-worker.js');
const WATCH_EVERY_MS = 500;

/** @returns the film; of a run with an endless step, up to that step */
export async function filmWatched(edits: readonly Edit[], run: Film): Promise<Filmed> {
  const { pulse, answer } = await workWatched<Filmed>(edits, { film: run, wanted: 'film' });
  if (answer !== undefined) return answer;
  return film(await loadEngine(edits), { ...run, endlessStep: stepsOf(pulse).length - 1 });
}

/**
 * @param run - one that ends in a violation
 * @returns `undefined` if one of the runs that it takes does not end
 */
export async function flipWatched(edits: readonly Edit[], run: Film): Promise<Flip | undefined> {
  const { answer } = await workWatched<Flip>(edits, { film: run, wanted: 'flip' });
  return answer;
}

interface Watched<Answer> {
  readonly pulse: Pulse;
  /** `undefined` if the worker hangs. */
  readonly answer: Answer | undefined;
}

async function workWatched<Answer extends FromFilmWorker>(
  edits: readonly Edit[],
  work: Pick<FilmSetup, 'film' | 'wanted'>,
): Promise<Watched<Answer>> {
  const memory = makePulseMemory();
  const pulse = readPulse(memory);
  const engine = await buildEngine(edits);
  const workerData: FilmSetup = { engine: engine.folder, ...work, pulse: memory };
  const worker = new Worker(WORKER_FILE, { workerData });
  let watch: PulseWatch | undefined;
  try {
    const answer = await new Promise<Answer | undefined>((resolve, reject) => {
      const timer = setInterval(() => watch?.hangs() && resolve(undefined), WATCH_EVERY_MS);
      worker.on('message', (message: 'ready' | Answer) => {
        if (message === 'ready') watch = watchPulse(pulse);
        else resolve(message as Answer);
      });
      worker.on('error', reject);
      worker.on('exit', () => clearInterval(timer));
    });
    return { pulse, answer };
  } finally {
    await worker.terminate();
    await engine.remove();
  }
}
