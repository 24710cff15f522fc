/** A worker thread of a campaign: loads its own engine, then does the jobs it is sent. */
import { parentPort, workerData } from 'node:worker_threads';
import { reachable } from '../../searching/coverage/reachable.ts';
import { makeVisits } from '../../searching/coverage/visits.ts';
import { isOwnEngine } from '../../engines/loader/load-engine.ts';
import { Nondeterminism } from '../../judging/execution/nondeterminism.ts';
import { shrink } from '../../searching/shrink/shrink.ts';
import { beginBatch } from '../../engines/pulse/pulse.ts';
import type { WatchedSetup, WatchedThread } from '../watch/watched-thread.ts';
import { beWatched } from '../watch/watched-thread.ts';
import type { Order } from './batch.ts';
import { makeBatchRunner } from './batch.ts';
import { forbidChance } from '../../engines/loader/forbid-chance.ts';
import { hunt } from './hunt.ts';
import { findAgainAt, findGraver } from './investigate.ts';
import { makePatience } from './patience.ts';
import type { FromWorker, ToWorker, WorkerSetup } from './messages.ts';

const { engine } = workerData as WatchedSetup<WorkerSetup>;

type Self = WatchedThread<WorkerSetup, FromWorker>;

function investigate(
  { open, say }: Pick<Self, 'open' | 'say'>,
  order: Order,
  { place, isShrunk }: Extract<ToWorker, { kind: 'investigate' }>,
): FromWorker {
  const { isLateToSearch, isLateToShrink } = makePatience(isOwnEngine(engine));
  const first = findAgainAt(open, order, place);
  say({ kind: 'found', finding: first });
  if (!isShrunk) return { kind: 'shrunk', finding: { ...first, cutShort: 'as requested' } };
  const gravest = findGraver(open, order, { ...first, ...place }, isLateToSearch);
  say({ kind: 'found', finding: gravest });
  const onProgress = (finding: typeof first): boolean => {
    say({ kind: 'shrinking', finding });
    return true;
  };
  const shrunk = shrink(gravest, { open, onProgress, isLate: isLateToShrink });
  return { kind: 'shrunk', finding: shrunk };
}

function work({ work: { order, coverage, judged }, open, pulse, say, attempt }: Self): void {
  const visits = coverage && makeVisits(reachable(coverage));
  const runBatch = makeBatchRunner(open, order, { visits, judged });
  const onBatch = (number: number): void => beginBatch(pulse, number);
  const doJob = (job: ToWorker): FromWorker => {
    if (job.kind === 'hunt') return { kind: 'hunted', hunt: hunt(open, job.hunt, onBatch) };
    if (job.kind === 'investigate') {
      onBatch(job.place.batch);
      return investigate({ open, say }, order, job);
    }
    onBatch(job.number);
    const { number, executionsMax, told } = job;
    return { kind: 'batch', result: runBatch(number, { executionsMax, told }) };
  };
  parentPort?.on('message', (job: ToWorker) => void attempt(() => forbidChance(() => doJob(job))));
}

/** If a run does not repeat, a foreign engine is at fault; with the project's own, the harness is. */
const isItsFault = (error: unknown): boolean =>
  error instanceof Nondeterminism && !isOwnEngine(engine);

await beWatched<WorkerSetup, FromWorker>(work, isItsFault);
