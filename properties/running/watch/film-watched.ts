/** Films a run of which nobody knows whether it ends. */
import type { EngineChoice } from '../../engines/loader/load-engine.ts';
import { Nondeterminism } from '../../judging/execution/nondeterminism.ts';
import type { Film, Filmed } from '../../telling/film/frames.ts';
import { runWatched } from './watched.ts';

const WORKER = 'film';

/** The first may run into a call that does not come back; the next one leaves that out. */
const ATTEMPTS = 4;

/** @returns the film; of a run with a call that does not come back, up to that call */
export async function filmWatched(engine: EngineChoice, run: Film): Promise<Filmed> {
  const fatalCalls = [...(run.fatalCalls ?? [])];
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const filmed = await runWatched<Film, Filmed>(WORKER, engine, { ...run, fatalCalls });
    if ('result' in filmed) return filmed.result;
    fatalCalls.push(filmed.fatality.call);
  }
  throw new Nondeterminism('a film ends in another call each time');
}
