/** Explores one configuration of the model in a thread of its own, and says how far it has come. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Configuration } from '../../model/configuration.ts';
import type { Exploration } from '../../model/explorer.ts';
import { explore } from '../../model/explorer.ts';
import { makeModel } from '../../model/machine.ts';

export interface ExploreSetup {
  readonly configuration: Configuration;
  readonly statesMax: number;
}

export type FromExplorer =
  | { readonly kind: 'progress'; readonly states: number; readonly transitions: number }
  | { readonly kind: 'done'; readonly exploration: Exploration };

const { configuration, statesMax } = workerData as ExploreSetup;

function say(message: FromExplorer): void {
  parentPort?.postMessage(message);
}

const exploration = explore(makeModel(configuration), {
  statesMax,
  onProgress(states, transitions) {
    say({ kind: 'progress', states, transitions });
    return true;
  },
});
say({ kind: 'done', exploration });
