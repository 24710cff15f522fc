/** Films one run in a thread of its own, since a step of it may not end. */
import { parentPort, workerData } from 'node:worker_threads';
import { loadEngineFrom } from '../loader/load-engine.ts';
import type { Film, Filmed } from '../story/frames.ts';
import { film } from '../story/frames.ts';
import { readPulse, withPulse } from './pulse.ts';

export interface FilmSetup {
  /** Module of the engine to load. */
  readonly engine: string;
  readonly film: Film;
  readonly pulse: SharedArrayBuffer;
}

/** `ready` once silence means something; then the film. */
export type FromFilmWorker = 'ready' | Filmed;

function say(message: FromFilmWorker): void {
  parentPort?.postMessage(message);
}

const setup = workerData as FilmSetup;
const open = withPulse(await loadEngineFrom(setup.engine), readPulse(setup.pulse));
say('ready');
say(film(open, setup.film));
