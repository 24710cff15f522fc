/** Explores one configuration of the engine in a thread of its own, and makes a finding of a violation. */
import { parentPort, workerData } from 'node:worker_threads';
import type { OpenSystem } from '../../impl/system.ts';
import type { StoredNode } from '../../traces/exploration-file.ts';
import { forbidChance } from '../campaign/forbid-chance.ts';
import { ReplayMismatch } from '../reduction/source-sets.ts';
import { loadEngineFrom } from '../loader/load-engine.ts';
import type { SearchNode } from '../reduction/search-node.ts';
import type { Finding } from '../shrink/finding.ts';
import { findAgain } from '../shrink/find-again.ts';
import { shrink } from '../shrink/shrink.ts';
import type { EngineConfiguration } from './engine-configuration.ts';
import type { EngineExploration, EngineProgress } from './engine-explorer.ts';
import { exploreEngineWith } from './engine-explorer.ts';
import { restoreNode, storeNode } from './stored-node.ts';

/** What a worker is started with. */
export interface EngineSetup {
  /** Folder of the engine to load. */
  readonly engine: string;
  readonly configuration: EngineConfiguration;
  readonly preemptionsMax: number | undefined;
  readonly resume:
    { readonly progress: EngineProgress; readonly nodes: readonly StoredNode[] } | undefined;
  /** Its one number is set to 1 to make the worker stop where it is. */
  readonly stop: SharedArrayBuffer;
}

export interface EngineResult extends Omit<EngineExploration, 'violating' | 'nodes'> {
  readonly finding?: Finding;
  readonly nodes?: readonly StoredNode[];
}

export type FromEngineExplorer =
  | { readonly kind: 'progress'; readonly progress: EngineProgress; readonly share: number }
  /** A violation, as it was found. */
  | { readonly kind: 'found'; readonly finding: Finding }
  /** What was to be resumed is of another engine. */
  | { readonly kind: 'misfit'; readonly why: string }
  | { readonly kind: 'done'; readonly result: EngineResult };

const { engine, configuration, preemptionsMax, resume, stop } = workerData as EngineSetup;
const stopFlag = new Int32Array(stop);

function say(message: FromEngineExplorer): void {
  parentPort?.postMessage(message);
}

function explore(open: OpenSystem): EngineResult {
  const nodes: readonly SearchNode[] | undefined = resume?.nodes.map(restoreNode);
  const {
    violating,
    nodes: left,
    ...result
  } = exploreEngineWith(open, configuration, {
    preemptionsMax,
    ...(resume === undefined || nodes === undefined ? {} : { resume: { ...resume, nodes } }),
    onProgress(progress, share) {
      say({ kind: 'progress', progress, share });
      return Atomics.load(stopFlag, 0) === 0;
    },
  });
  if (left !== undefined) return { ...result, nodes: left.map(storeNode) };
  if (violating === undefined) return result;
  const found = findAgain(open, configuration.scenario, violating);
  say({ kind: 'found', finding: found });
  return { ...result, finding: shrink(found, { open }) };
}

const open = await loadEngineFrom(engine);
try {
  forbidChance(() => say({ kind: 'done', result: explore(open) }));
} catch (error) {
  if (resume === undefined || !(error instanceof ReplayMismatch)) throw error;
  say({ kind: 'misfit', why: error.message });
}
