/** Films one run in a thread of its own, since a step of it may not end. */
import { parentPort, workerData } from 'node:worker_threads';
import { loadEngineFrom } from '../loader/load-engine.ts';
import type { Flip } from '../story/flip.ts';
import { findFlip } from '../story/flip.ts';
import type { Film, Filmed } from '../story/frames.ts';
import { film } from '../story/frames.ts';
import { readPulse, withPulse } from './pulse.ts';

export interface FilmSetup {
  /** Folder of the engine to load. */
  readonly engine: string;
  readonly film: Film;
  /** What is wanted: the film, or what makes the difference between it and a run that passes. */
  readonly wanted: 'film' | 'flip';
  readonly pulse: SharedArrayBuffer;
}

/** `ready` once silence means something; then what was wanted. */
export type FromFilmWorker = 'ready' | Filmed | Flip;

function say(message: FromFilmWorker): void {
  parentPort?.postMessage(message);
}

const setup = workerData as FilmSetup;
const open = withPulse(await loadEngineFrom(setup.engine), readPulse(setup.pulse));
say('ready');
const filmed = film(open, setup.film);
say(setup.wanted === 'film' ? filmed : findFlip(open, filmed));
