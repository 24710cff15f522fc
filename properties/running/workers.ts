/**
 * The entry point of every watched worker. The build bundles this file and all its imports, except the
 * engine, into one file, since loading hundreds of modules takes a worker longer than most of its jobs.
 */
import type { WorkerName } from './watch/worker-name.ts';

const workers: Readonly<Record<WorkerName, () => Promise<unknown>>> = {
  campaign: () => import('./campaign/worker.ts'),
  corpus: () => import('./corpus/regressions-worker.ts'),
  exploration: () => import('./exploration/engine-worker.ts'),
  fatality: () => import('./watch/fatality-worker.ts'),
  film: () => import('./watch/film-worker.ts'),
  flip: () => import('./watch/flip-worker.ts'),
  open: () => import('./watch/open-worker.ts'),
  replay: () => import('./replay/replay-worker.ts'),
};

const [, , name = ''] = process.argv;
if (!Object.hasOwn(workers, name)) throw new Error(`no worker is called ${name}`);
await workers[name as WorkerName]();
