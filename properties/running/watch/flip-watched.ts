/** Looks for the choice that makes the difference, on an engine whose runs may not end. */
import type { EngineChoice } from '../../engines/loader/load-engine.ts';
import type { Flip } from '../../telling/story/flip.ts';
import type { Film } from '../../telling/film/frames.ts';
import { runWatched } from './watched.ts';

const WORKER = 'flip';

/** A run, and how to search for its flip. */
export interface ToFlip extends Film {
  /** Keeps the search short, because a user is waiting for the report. */
  readonly isBrief?: boolean;
  /** The engine is the project's own, whose speed is known. */
  readonly isOwn?: boolean;
}

/**
 * @param run - a run that ends in a violation
 * @param signal - stops the search
 * @returns `undefined` if the search was stopped, or if the run, or one tried by the search, ends in a
 *   call that does not return
 */
export async function flipWatched(
  engine: EngineChoice,
  run: ToFlip,
  signal?: AbortSignal,
): Promise<Flip | undefined> {
  const isStopped = (): boolean => signal?.aborted === true;
  if (run.fatalCalls !== undefined || isStopped()) return undefined;
  const work: ToFlip = { ...run, isOwn: engine.system === undefined };
  const options = { signal, isHurried: run.isBrief === true };
  try {
    const flipped = await runWatched<ToFlip, Flip>(WORKER, engine, work, options);
    return 'result' in flipped ? flipped.result : undefined;
  } catch (error) {
    if (isStopped()) return undefined;
    throw error;
  }
}
