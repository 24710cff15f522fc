/** Looks for what makes the difference, on an engine of which nobody knows whether its runs end. */
import type { EngineChoice } from '../../engines/loader/load-engine.ts';
import type { Flip } from '../../telling/story/flip.ts';
import type { Film } from '../../telling/film/frames.ts';
import { runWatched } from './watched.ts';

const WORKER = 'flip';

/** A run, and how it is to be flipped. */
export interface ToFlip extends Film {
  /** Not for long: somebody waits for what was found to be told. */
  readonly isBrief?: boolean;
  /** The engine is the project's, which takes as many steps in a second as it usually does. */
  readonly isOwn?: boolean;
}

/**
 * @param run - one that ends in a violation
 * @param signal - told to stop: then nothing comes of it
 * @returns `undefined` if it ends in a call that does not come back, or one of the runs that it takes does
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
