/** Looks for what makes the difference, on an engine of which nobody knows whether its runs end. */
import { join } from 'node:path';
import type { EngineChoice } from '../loader/load-engine.ts';
import type { Flip } from '../story/flip.ts';
import type { Film } from '../story/frames.ts';
import { runWatched } from './watched.ts';

/**
 * @param run - one that ends in a violation
 * @returns `undefined` if it ends in a call that does not come back, or one of the runs that it takes does
 */
export async function flipWatched(engine: EngineChoice, run: Film): Promise<Flip | undefined> {
  if (run.fatalCalls !== undefined) return undefined;
  const flipped = await runWatched<Film, Flip>(join('watch', 'flip-worker.js'), engine, run);
  return 'result' in flipped ? flipped.result : undefined;
}
