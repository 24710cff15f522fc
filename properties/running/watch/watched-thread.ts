/** The worker's side of the watch: loads the engine, does the jobs, and reports their results. */
import { parentPort, workerData } from 'node:worker_threads';
import type { OpenSystem } from '../../../impl/system.ts';
import { BadFile } from '../../../traces/parse-json.ts';
import { isOwnEngine, loadEngineFrom, nameOfEngine } from '../../engines/loader/load-engine.ts';
import { describeThrown } from '../../judging/execution/thrown.ts';
import type { Pulse } from '../../engines/pulse/pulse.ts';
import { readPulse, rest, withPulse } from '../../engines/pulse/pulse.ts';
import type { StrayFailure } from './stray-failures.ts';
import { watchStrays } from './stray-failures.ts';
import { nameOfThread } from '../../engines/pulse/thread-time.ts';

/** What the worker is started with. */
export interface WatchedSetup<Work> {
  /** The module of the engine to load. */
  readonly engine: string;
  readonly work: Work;
  readonly pulse: SharedArrayBuffer;
}

/** The messages of a worker: its own, and those of its jobs. */
export type FromWatched<Message> =
  | { readonly kind: 'begins'; readonly thread: string | undefined }
  | { readonly kind: 'says'; readonly message: Message }
  | { readonly kind: 'stray'; readonly failure: StrayFailure }
  /** The engine, or the file it was to be used with, is unusable. */
  | { readonly kind: 'unusable'; readonly why: string }
  /** The harness itself has failed. */
  | { readonly kind: 'failed'; readonly why: string; readonly code?: string | undefined };

export interface WatchedThread<Work, Message> {
  readonly work: Work;
  readonly open: OpenSystem;
  readonly pulse: Pulse;
  readonly say: (message: Message) => void;
  /** Waits until the promises and timers just left behind have had time to fail. */
  readonly settle: () => Promise<void>;
  /** Does a job, waits for what it leaves behind, and then reports its result. */
  readonly attempt: (job: () => Message | Promise<Message>) => Promise<void>;
}

/**
 * @param begin - called when the engine is loaded
 * @param isUnusable - whether an error that looks like the harness's is the engine's fault
 */
export async function beWatched<Work, Message>(
  begin: (thread: WatchedThread<Work, Message>) => void | Promise<void>,
  isUnusable: (error: unknown) => boolean = () => false,
): Promise<void> {
  const { engine, work, pulse: memory } = workerData as WatchedSetup<Work>;
  const pulse = readPulse(memory);
  const tell = (what: FromWatched<Message>): void => parentPort?.postMessage(what);
  const say = (message: Message): void => tell({ kind: 'says', message });
  const strays = watchStrays(pulse, (failure) =>
    tell(
      isOurs(failure, engine) ? { kind: 'failed', why: failure.how } : { kind: 'stray', failure },
    ),
  );
  const fail = (error: unknown): void => tell(failureOf(error, isUnusable));
  tell({ kind: 'begins', thread: nameOfThread() });
  let open: OpenSystem;
  try {
    open = withPulse(await loadEngineFrom(engine), pulse, nameOfEngine(engine));
  } catch (error) {
    const why = `${nameOfEngine(engine)} cannot be loaded: ${describeThrown(error).message}`;
    return tell({ kind: 'unusable', why });
  }
  rest(pulse);
  const settle = (): Promise<void> => {
    rest(pulse);
    return strays.settle();
  };
  const attempt = async (job: () => Message | Promise<Message>): Promise<void> => {
    try {
      const done = job();
      // From here on the harness runs. Without this call, its timer would look like one of the engine's.
      rest(pulse);
      const message = await done;
      await settle();
      say(message);
    } catch (error) {
      fail(error);
    }
  };
  try {
    await begin({ work, open, pulse, say, settle, attempt });
  } catch (error) {
    fail(error);
  }
}

/** A failure of unknown origin is the harness's only if the engine is the project's own. */
function isOurs({ from, isOfEngine }: StrayFailure, engine: string): boolean {
  return from === undefined && !isOfEngine && isOwnEngine(engine);
}

function failureOf(error: unknown, isUnusable: (error: unknown) => boolean): FromWatched<never> {
  if (error instanceof BadFile || isUnusable(error))
    return { kind: 'unusable', why: (error as Error).message };
  const { message, frames } = describeThrown(error);
  const why = [message, ...frames].join('\n    at ');
  return { kind: 'failed', why, code: (error as NodeJS.ErrnoException | undefined)?.code };
}
