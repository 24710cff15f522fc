/** Films a run that may not end. */
import type { EngineChoice } from '../../engines/loader/load-engine.ts';
import { Nondeterminism } from '../../judging/execution/nondeterminism.ts';
import type { Film, Filmed } from '../../telling/film/frames.ts';
import { runWatched } from './watched.ts';

const WORKER = 'film';

/** Each attempt may run into another call that does not return; the next attempt leaves it out. */
const ATTEMPTS = 4;

/** @returns the film of the run, which ends before the first call that does not return */
export async function filmWatched(engine: EngineChoice, run: Film): Promise<Filmed> {
  const fatalCalls = [...(run.fatalCalls ?? [])];
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const filmed = await runWatched<Film, Filmed>(WORKER, engine, { ...run, fatalCalls });
    if ('result' in filmed) return filmed.result;
    fatalCalls.push(filmed.fatality.call);
  }
  throw new Nondeterminism('a film ends in a different call each time');
}
