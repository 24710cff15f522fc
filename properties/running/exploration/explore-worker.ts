/** Explores one configuration of the model in a worker thread, and reports its progress. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Configuration } from '../../../model/configuration.ts';
import type { Exploration } from '../../../model/exploring/explorer.ts';
import { explore } from '../../../model/exploring/explorer.ts';
import { exploreFairly } from '../../../model/exploring/liveness.ts';
import { makeModel } from '../../../model/machine.ts';

export interface ExploreSetup {
  readonly configuration: Configuration;
  readonly statesMax: number;
  /** What to do besides visiting every state. */
  readonly mode: ExploreMode;
}

/** `symmetry`: identical pages are interchangeable; `liveness`: no obligation stays open for ever. */
export type ExploreMode = 'plain' | 'symmetry' | 'liveness';

export type FromExplorer =
  | { readonly kind: 'progress'; readonly states: number; readonly transitions: number }
  | { readonly kind: 'done'; readonly exploration: Exploration };

const { configuration, statesMax, mode } = workerData as ExploreSetup;

function say(message: FromExplorer): void {
  parentPort?.postMessage(message);
}

function onProgress(states: number, transitions: number): boolean {
  say({ kind: 'progress', states, transitions });
  return true;
}

const model = makeModel(configuration);
const options = { statesMax, onProgress };
const exploration =
  mode === 'liveness'
    ? exploreFairly(model, options)
    : explore(model, { ...options, symmetry: mode === 'symmetry' });
say({ kind: 'done', exploration });
