/** Explores a configuration of the model exhaustively, in a worker that can be stopped. */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Configuration } from '../../../model/configuration.ts';
import type { Exploration } from '../../../model/exploring/explorer.ts';
import { projectRoot } from '../../project-root.ts';
import type { ExploreMode, ExploreSetup, FromExplorer } from './explore-worker.ts';

const WORKER_FILE = join(
  projectRoot,
  '.build',
  'properties',
  'running',
  'exploration',
  'explore-worker.js',
);

/** More states would not fit comfortably into memory. */
const STATES_MAX = 100_000_000;

export interface ExploreOptions {
  readonly mode?: ExploreMode;
  readonly signal: AbortSignal;
  readonly onProgress: (states: number) => void;
}

/** @returns the exploration; `incomplete`, with the counts so far, if it was stopped */
export async function exploreModel(
  configuration: Configuration,
  { mode = 'plain', signal, onProgress }: ExploreOptions,
): Promise<Exploration> {
  const workerData: ExploreSetup = { configuration, statesMax: STATES_MAX, mode };
  const worker = new Worker(WORKER_FILE, { workerData });
  let seen: Exploration = { verdict: 'incomplete', states: 0, transitions: 0, depth: 0, bytes: 0 };
  try {
    return await new Promise<Exploration>((resolve, reject) => {
      signal.addEventListener('abort', () => resolve(seen), { once: true });
      worker.on('error', reject);
      worker.on('message', (message: FromExplorer) => {
        if (message.kind === 'done') resolve(message.exploration);
        else {
          const { states, transitions } = message;
          seen = { ...seen, states, transitions };
          onProgress(states);
        }
      });
    });
  } finally {
    await worker.terminate();
  }
}
