/**
 * Where every watched worker begins. The build makes one file of this and of all that it imports, apart
 * from the engine: hundreds of modules take a worker longer to load than most of its jobs take to do.
 */
const workers: Readonly<Record<string, () => Promise<unknown>>> = {
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
const begin = workers[name];
if (begin === undefined) throw new Error(`no worker is called ${name}`);
await begin();

export {};
