/** Lets a thread of its own work on an engine of which nobody knows whether each of its steps ends. */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { BadFile, firstLine } from '../../traces/parse-json.ts';
import type { EngineChoice } from '../loader/load-engine.ts';
import { buildEngine } from '../loader/load-engine.ts';
import { projectRoot } from '../project-root.ts';
import { makePulseMemory, readPulse, stepsOf } from './pulse.ts';
import type { PulseWatch } from './pulse-watch.ts';
import { watchPulse } from './pulse-watch.ts';

/** What the worker is told, beside its work. */
export interface WatchedSetup<Work> {
  /** Module of the engine to load. */
  readonly engine: string;
  readonly work: Work;
  readonly pulse: SharedArrayBuffer;
}

/**
 * `ready` once silence means something, then now and then a note of what it is at; then the result.
 * Or `refused`, if there is no such engine or it cannot be opened for the scenario.
 */
export type FromWatched<Result, Note = never> =
  | { readonly kind: 'ready' }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'note'; readonly note: Note }
  | { readonly kind: 'result'; readonly result: Result };

/** A step that does not end: the threads that took the steps of the run, that step included. */
export interface Hang<Note = never> {
  readonly steps: Uint8Array;
  /** What it was at, by its last note. */
  readonly at: Note | undefined;
}

const WATCH_EVERY_MS = 500;

/**
 * @param file - of the worker, in `properties/` of the build
 * @returns what it makes of the work, or where it hangs
 * @throws BadFile if an edit does not apply, or what comes of the edits cannot be run
 */
export async function runWatched<Work, Result, Note = never>(
  file: string,
  { edits, system }: EngineChoice,
  work: Work,
): Promise<{ readonly result: Result } | { readonly hang: Hang<Note> }> {
  const memory = makePulseMemory();
  const pulse = readPulse(memory);
  const engine = await buildEngine(edits, system);
  const workerData: WatchedSetup<Work> = { engine: engine.module, work, pulse: memory };
  const worker = new Worker(join(projectRoot, '.build', 'properties', file), { workerData });
  let watch: PulseWatch | undefined;
  let at: Note | undefined;
  try {
    return await new Promise((resolve, reject) => {
      const timer = setInterval(() => {
        if (watch?.hangs() === true) resolve({ hang: { steps: stepsOf(pulse), at } });
      }, WATCH_EVERY_MS);
      worker.on('message', (message: FromWatched<Result, Note>) => {
        if (message.kind === 'ready') watch = watchPulse(pulse);
        else if (message.kind === 'note') at = message.note;
        else if (message.kind === 'refused')
          reject(new BadFile(`the engine cannot be opened: ${firstLine(message.why)}`));
        else resolve({ result: message.result });
      });
      worker.on('error', reject);
      worker.on('exit', () => {
        clearInterval(timer);
        reject(new BadFile('the engine ends the process that it runs in'));
      });
    });
  } finally {
    await worker.terminate();
    await engine.remove();
  }
}
