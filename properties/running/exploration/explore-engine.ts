/** Explores configurations of the engine, several at a time, each in a separate worker. */
import { BadFile } from '../../../traces/parse-json.ts';
import type { EngineChoice } from '../../engines/loader/load-engine.ts';
import type { Finding } from '../../searching/shrink/finding.ts';
import { findFatality } from '../watch/find-fatality.ts';
import type { WatchedWorker } from '../watch/watched-worker.ts';
import { startWatched } from '../watch/watched-worker.ts';
import type { EngineConfiguration } from './engine-configuration.ts';
import type { EngineProgress } from './engine-explorer.ts';
import { NO_PROGRESS } from './engine-explorer.ts';
import type { EngineResult, EngineSetup, FromEngineExplorer } from './engine-worker.ts';
import type { Outlook } from './outlook.ts';

const WORKER = 'exploration';

/** How long a worker that was told to stop may take to end its execution or its shrinking. */
const PATIENCE_MS = 10_000;

export interface EngineTask {
  readonly configuration: EngineConfiguration;
  readonly resume: EngineSetup['resume'];
}

export interface ExploredEngine extends EngineResult {
  readonly configuration: EngineConfiguration;
  readonly seconds: number;
}

/** The engine, both as chosen and as built. */
interface ExploredChoice {
  readonly choice: EngineChoice;
  /** Its module. */
  readonly module: string;
}

export interface ExploreEngineOptions {
  readonly engine: ExploredChoice;
  readonly preemptionsMax: number | undefined;
  /** Leaves a finding as it was found. */
  readonly isLeftAsFound: boolean;
  /** The number of parallel workers. */
  readonly jobs: number;
  readonly signal: AbortSignal;
  readonly onProgress: (configuration: EngineConfiguration, news: EngineNews) => void;
}

interface EngineNews extends EngineProgress {
  readonly outlook: Outlook;
  /** The violation that is being shrunk, if one was found. */
  readonly finding?: Finding;
}

/**
 * @returns the results in the order of the tasks. Once a task has violated something, the running
 *   tasks are stopped, and those that have not begun are left out.
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
  task: EngineTask,
  options: ExploreEngineOptions,
): Promise<ExploredEngine> {
  const { configuration, resume } = task;
  const { engine, preemptionsMax, isLeftAsFound, signal, onProgress } = options;
  const startedAt = performance.now();
  const stop = new SharedArrayBuffer(4);
  let seen: EngineProgress = resume?.progress ?? NO_PROGRESS;
  let outlook: Outlook = { share: 0 };
  let finding: Finding | undefined;
  let worker: WatchedWorker<never> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let interrupt: () => void = () => undefined;
  try {
    const result = await new Promise<EngineResult>((resolve, reject) => {
      // If the worker is still shrinking, its latest finding is the result, however large it still is.
      const giveUp = (): void => resolve(resultBy(seen, finding));
      interrupt = () => {
        Atomics.store(new Int32Array(stop), 0, 1);
        timer = setTimeout(giveUp, PATIENCE_MS);
      };
      const hear = (message: FromEngineExplorer): void => {
        if (message.kind === 'done') return resolve(message.result);
        if (message.kind === 'misfit') return reject(misfit(configuration, message.why));
        if (message.kind === 'progress') ({ progress: seen, outlook } = message);
        else ({ finding } = message);
        const found = finding === undefined ? {} : { finding };
        onProgress(configuration, { ...seen, outlook, ...found });
      };
      const how = { preemptionsMax, isLeftAsFound, resume, stop };
      const work: EngineSetup = { configuration, ...how };
      worker = startWatched<EngineSetup, FromEngineExplorer>(
        WORKER,
        { engine: engine.module, work },
        (news) => {
          if (news.kind === 'says') hear(news.message);
          else if (finding !== undefined) giveUp();
          else if (news.kind === 'fails') reject(news.error);
          else
            findFatality(engine.choice, configuration.scenario, news.fatality)
              .then((found) => resolve(resultBy(seen, found)))
              .catch(reject);
        },
      );
      if (signal.aborted) interrupt();
      signal.addEventListener('abort', interrupt, { once: true });
    });
    return { ...result, configuration, seconds: (performance.now() - startedAt) / 1000 };
  } finally {
    signal.removeEventListener('abort', interrupt);
    clearTimeout(timer);
    await worker?.end();
  }
}

/** The result of an exploration that did not finish on its own. */
function resultBy(seen: EngineProgress, finding: Finding | undefined): EngineResult {
  if (finding === undefined) return { ...seen, verdict: 'incomplete' };
  return { ...seen, verdict: 'violated', finding };
}

function misfit({ name }: EngineConfiguration, why: string): BadFile {
  return new BadFile(`the exploration of ${name} was run on another engine: ${why}`);
}
