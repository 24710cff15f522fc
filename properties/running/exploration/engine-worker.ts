/** Explores one configuration of the engine in a worker thread, and turns a violation into a finding. */
import type { StoredNode } from '../../../traces/exploration-file.ts';
import { makePatience } from '../campaign/patience.ts';
import { forbidChance } from '../../engines/loader/forbid-chance.ts';
import { ReplayMismatch } from '../../searching/reduction/source-sets.ts';
import type { SearchNode } from '../../searching/reduction/search-node.ts';
import type { Finding } from '../../searching/shrink/finding.ts';
import { findAgain } from '../../searching/shrink/find-again.ts';
import { shrink } from '../../searching/shrink/shrink.ts';
import type { WatchedThread } from '../watch/watched-thread.ts';
import { beWatched } from '../watch/watched-thread.ts';
import type { EngineConfiguration } from './engine-configuration.ts';
import type { EngineExploration, EngineProgress } from './engine-explorer.ts';
import { exploreEngineWith } from './engine-explorer.ts';
import type { Outlook } from './outlook.ts';
import { restoreNode, storeNode } from './stored-node.ts';

/** What a worker is started with. */
export interface EngineSetup {
  readonly configuration: EngineConfiguration;
  readonly preemptionsMax: number | undefined;
  readonly isLeftAsFound: boolean;
  readonly resume:
    { readonly progress: EngineProgress; readonly nodes: readonly StoredNode[] } | undefined;
  /** Holds one number; setting it to 1 makes the worker stop. */
  readonly stop: SharedArrayBuffer;
}

export interface EngineResult extends Omit<EngineExploration, 'violating' | 'nodes'> {
  readonly finding?: Finding;
  readonly nodes?: readonly StoredNode[];
}

export type FromEngineExplorer =
  | { readonly kind: 'progress'; readonly progress: EngineProgress; readonly outlook: Outlook }
  /** A violation, as it was found. */
  | { readonly kind: 'found'; readonly finding: Finding }
  /** The exploration to be resumed belongs to another engine. */
  | { readonly kind: 'misfit'; readonly why: string }
  | { readonly kind: 'done'; readonly result: EngineResult };

type Self = WatchedThread<EngineSetup, FromEngineExplorer>;

function explore({ open, work, say }: Self): EngineResult {
  const { configuration, preemptionsMax, isLeftAsFound, resume, stop } = work;
  const stopFlag = new Int32Array(stop);
  const nodes: readonly SearchNode[] | undefined = resume?.nodes.map(restoreNode);
  const {
    violating,
    nodes: left,
    ...result
  } = exploreEngineWith(open, configuration, {
    preemptionsMax,
    ...(resume === undefined || nodes === undefined ? {} : { resume: { ...resume, nodes } }),
    // With a bound a class may be run more than once, or not at all.
    isEstimated: preemptionsMax === undefined,
    onProgress(progress, outlook) {
      say({ kind: 'progress', progress, outlook });
      return Atomics.load(stopFlag, 0) === 0;
    },
  });
  if (left !== undefined) return { ...result, nodes: left.map(storeNode) };
  if (violating === undefined) return result;
  const found = findAgain(open, configuration.scenario, violating);
  say({ kind: 'found', finding: found });
  if (isLeftAsFound) return { ...result, finding: { ...found, cutShort: 'as requested' } };
  const { isLateToShrink } = makePatience(true);
  const isStopped = (): boolean => Atomics.load(stopFlag, 0) !== 0;
  const onProgress = (finding: Finding): boolean => {
    say({ kind: 'found', finding });
    return true;
  };
  const isLate = (): boolean => isStopped() || isLateToShrink();
  const shrunk = shrink(found, { open, onProgress, isLate });
  return { ...result, finding: isStopped() ? { ...shrunk, cutShort: 'interrupted' } : shrunk };
}

function exploreOrRefuse(self: Self): FromEngineExplorer {
  try {
    return { kind: 'done', result: forbidChance(() => explore(self)) };
  } catch (error) {
    if (self.work.resume === undefined || !(error instanceof ReplayMismatch)) throw error;
    return { kind: 'misfit', why: error.message };
  }
}

await beWatched<EngineSetup, FromEngineExplorer>((self) =>
  self.attempt(() => exploreOrRefuse(self)),
);
