/** A worker thread of a campaign: loads its own engine, then does as it is told. */
import { parentPort, workerData } from 'node:worker_threads';
import type { OpenSystem } from '../../impl/system.ts';
import { BadFile } from '../../traces/parse-json.ts';
import { reachable } from '../coverage/reachable.ts';
import { makeVisits } from '../coverage/visits.ts';
import { isOwnEngine, loadEngineFrom } from '../loader/load-engine.ts';
import { Nondeterminism } from '../lockstep/nondeterminism.ts';
import { shrink } from '../shrink/shrink.ts';
import { runBatch } from './batch.ts';
import { forbidChance } from './forbid-chance.ts';
import { hunt } from './hunt.ts';
import { findAgainAt, findGraver } from './investigate.ts';
import type { Place } from './investigate.ts';
import type { FromWorker, ToWorker, WorkerSetup } from './messages.ts';
import { beginBatch, readPulse, withPulse } from '../watch/pulse.ts';

const { order, engine, coverage, judged, pulse: memory } = workerData as WorkerSetup;
const pulse = readPulse(memory);

function say(message: FromWorker): void {
  parentPort?.postMessage(message);
}

function investigate(open: OpenSystem, place: Place): void {
  const first = findAgainAt(open, order, place);
  say({ kind: 'found', finding: first });
  const gravest = findGraver(open, order, { ...first, ...place });
  say({ kind: 'found', finding: gravest });
  const onProgress = (finding: typeof first): boolean => {
    say({ kind: 'shrinking', finding });
    return true;
  };
  say({ kind: 'shrunk', finding: shrink(gravest, { open, onProgress }) });
}

try {
  const visits = coverage && makeVisits(reachable(coverage));
  const open = withPulse(await loadEngineFrom(engine), pulse);
  parentPort?.on('message', (message: ToWorker) => {
    try {
      forbidChance(() => {
        if (message.kind === 'investigate') return investigate(open, message.place);
        if (message.kind === 'hunt') {
          const onBatch = (number: number): void => beginBatch(pulse, number);
          return say({ kind: 'hunted', hunt: hunt(open, message.hunt, onBatch) });
        }
        beginBatch(pulse, message.number);
        const { number, executionsMax, told } = message;
        const result = runBatch(open, order, number, { executionsMax, told, visits, judged });
        say({ kind: 'batch', result });
      });
    } catch (error) {
      say(broken(error));
    }
  });
  say({ kind: 'ready' });
} catch (error) {
  say(broken(error));
}

/** An engine from elsewhere that cannot be repeated is of no use; this one would be the harness's. */
function broken(error: unknown): FromWorker {
  const isItsFault = error instanceof Nondeterminism && !isOwnEngine(engine);
  if (error instanceof BadFile || isItsFault)
    return { kind: 'broken', message: error.message, isBadInput: true };
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { kind: 'broken', message, isBadInput: false };
}
