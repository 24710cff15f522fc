/** Films one run in a thread of its own, since a step of it may not end. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Edit } from '../../traces/bug-file.ts';
import { loadEngine } from '../loader/load-engine.ts';
import type { Film } from '../story/frames.ts';
import { film } from '../story/frames.ts';
import { readPulse, withPulse } from './pulse.ts';

export interface FilmSetup {
  readonly edits: readonly Edit[];
  readonly film: Film;
  readonly pulse: SharedArrayBuffer;
}

const setup = workerData as FilmSetup;
const open = withPulse(await loadEngine(setup.edits), readPulse(setup.pulse));
parentPort?.postMessage(film(open, setup.film));
