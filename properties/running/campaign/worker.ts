/** A worker thread of a campaign: loads its own engine, then does as it is told. */
import { parentPort, workerData } from 'node:worker_threads';
import { reachable } from '../../searching/coverage/reachable.ts';
import { makeVisits } from '../../searching/coverage/visits.ts';
import { isOwnEngine } from '../../engines/loader/load-engine.ts';
import { Nondeterminism } from '../../judging/execution/nondeterminism.ts';
import { beginBatch } from '../../engines/pulse/pulse.ts';
import type { WatchedSetup, WatchedThread } from '../watch/watched-thread.ts';
import { beWatched } from '../watch/watched-thread.ts';
import { makeBatchRunner } from './batch.ts';
import { forbidChance } from '../../engines/loader/forbid-chance.ts';
import type { FromWorker, ToWorker, WorkerSetup } from './messages.ts';

const { engine } = workerData as WatchedSetup<WorkerSetup>;

type Self = WatchedThread<WorkerSetup, FromWorker>;

function work({ work: { order, coverage, judged }, open, pulse, say, attempt }: Self): void {
  const visits = coverage && makeVisits(reachable(coverage));
  const runBatch = makeBatchRunner(open, order, { visits, judged });
  const onBatch = (number: number): void => beginBatch(pulse, number);

  // Most workers never find anything: what shrinks and tells a finding is loaded where there is one.
  const prepare = async (job: ToWorker): Promise<() => FromWorker> => {
    if (job.kind === 'hunt') {
      const { hunt } = await import('./hunt.ts');
      return () => ({ kind: 'hunted', hunt: hunt(open, job.hunt, onBatch) });
    }
    if (job.kind === 'investigate') {
      const { pursue } = await import('./pursue.ts');
      return () => {
        onBatch(job.place.batch);
        return pursue({ open, say }, engine, order, job);
      };
    }
    const { number, executionsMax, told } = job;
    return () => {
      onBatch(number);
      return { kind: 'batch', result: runBatch(number, { executionsMax, told }) };
    };
  };
  const obey = async (job: ToWorker): Promise<void> => {
    const doJob = await prepare(job);
    await attempt(() => forbidChance(doJob));
  };
  parentPort?.on('message', (job: ToWorker) => void obey(job));
}

/** An engine from elsewhere that cannot be repeated is of no use; this one would be the harness's. */
const isItsFault = (error: unknown): boolean =>
  error instanceof Nondeterminism && !isOwnEngine(engine);

await beWatched<WorkerSetup, FromWorker>(work, isItsFault);
