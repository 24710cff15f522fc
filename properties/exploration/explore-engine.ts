/** Explores configurations of the engine, each in a worker of its own, several at a time. */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { BadFile } from '../../traces/parse-json.ts';
import type { Finding } from '../shrink/finding.ts';
import { projectRoot } from '../project-root.ts';
import type { EngineConfiguration } from './engine-configuration.ts';
import type { EngineProgress } from './engine-explorer.ts';
import { NO_PROGRESS } from './engine-explorer.ts';
import type { EngineResult, EngineSetup, FromEngineExplorer } from './engine-worker.ts';

const WORKER_FILE = join(projectRoot, '.build', 'properties', 'exploration', 'engine-worker.js');

/** How long a worker is waited for that was told to stop: for the end of its execution, or of shrinking. */
const PATIENCE_MS = 10_000;

export interface EngineTask {
  readonly configuration: EngineConfiguration;
  readonly resume: EngineSetup['resume'];
}

export interface ExploredEngine extends EngineResult {
  readonly configuration: EngineConfiguration;
  readonly seconds: number;
}

export interface ExploreEngineOptions {
  /** Folder of the engine to load. */
  readonly engine: string;
  readonly preemptionsMax: number | undefined;
  /** Workers at a time. */
  readonly jobs: number;
  readonly signal: AbortSignal;
  readonly onProgress: (configuration: EngineConfiguration, news: EngineNews) => void;
}

export interface EngineNews extends EngineProgress {
  /** A guess at how much of the whole is done, 0 to 1. */
  readonly share: number;
  /** The violation that is being shrunk, if one was found. */
  readonly finding?: Finding;
}

/**
 * @returns what came of each task, in order; once one has violated something, those that had not
 * begun are left out, and those that had are broken off
 */
export async function exploreEngines(
  tasks: readonly EngineTask[],
  options: ExploreEngineOptions,
): Promise<readonly ExploredEngine[]> {
  const found = new AbortController();
  const signal = AbortSignal.any([options.signal, found.signal]);
  const results: ExploredEngine[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < tasks.length && !signal.aborted; index = next++) {
      const result = await exploreOne(tasks[index] as EngineTask, { ...options, signal });
      results[index] = result;
      if (result.verdict === 'violated') found.abort();
    }
  };
  const workOrStop = (): Promise<void> =>
    work().catch((error: unknown) => {
      found.abort();
      throw error;
    });
  const ends = await Promise.allSettled(Array.from({ length: options.jobs }, workOrStop));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return results.filter((result) => result !== undefined);
}

async function exploreOne(
  { configuration, resume }: EngineTask,
  { engine, preemptionsMax, signal, onProgress }: ExploreEngineOptions,
): Promise<ExploredEngine> {
  const startedAt = performance.now();
  const stop = new SharedArrayBuffer(4);
  const workerData: EngineSetup = { engine, configuration, preemptionsMax, resume, stop };
  const worker = new Worker(WORKER_FILE, { workerData });
  let seen: EngineProgress = resume?.progress ?? NO_PROGRESS;
  let share = 0;
  let finding: Finding | undefined;
  let timer: NodeJS.Timeout | undefined;
  let interrupt: () => void = () => undefined;
  const finish = (result: EngineResult): ExploredEngine => ({
    ...result,
    configuration,
    seconds: (performance.now() - startedAt) / 1000,
  });
  try {
    return await new Promise<ExploredEngine>((resolve, reject) => {
      // Whoever is in the middle of shrinking has found something, however large it still is.
      const giveUp = (): void =>
        resolve(
          finish(
            finding === undefined
              ? { ...seen, verdict: 'incomplete' }
              : { ...seen, verdict: 'violated', finding },
          ),
        );
      interrupt = () => {
        Atomics.store(new Int32Array(stop), 0, 1);
        timer = setTimeout(giveUp, PATIENCE_MS);
      };
      if (signal.aborted) interrupt();
      signal.addEventListener('abort', interrupt, { once: true });
      worker.on('error', reject);
      worker.on('exit', () => reject(new Error(`${configuration.name}: the worker has ended`)));
      worker.on('message', (message: FromEngineExplorer) => {
        if (message.kind === 'done') return resolve(finish(message.result));
        if (message.kind === 'misfit') {
          const what = `the exploration of ${configuration.name} is of another engine`;
          return reject(new BadFile(`${what}: ${message.why}`));
        }
        if (message.kind === 'progress') ({ progress: seen, share } = message);
        else ({ finding } = message);
        onProgress(configuration, {
          ...seen,
          share,
          ...(finding === undefined ? {} : { finding }),
        });
      });
    });
  } finally {
    signal.removeEventListener('abort', interrupt);
    clearTimeout(timer);
    await worker.terminate();
  }
}
