/**
 * Batches that were lost, each together with its worker, because a call of the engine did not return.
 * The lost batch with the lowest number is the campaign's finding, unless an earlier batch violated
 * something.
 */
import type { Fatality } from '../watch/watched-worker.ts';
import type { WorkerPool } from './worker-pool.ts';
import type { Fold } from './fold.ts';

export interface Losses {
  readonly note: (fatality: Fatality) => void;
  readonly areAny: () => boolean;
  /** The first lost batch, once no earlier batch can still turn out to violate something. */
  readonly first: () => Fatality | undefined;
}

export function makeLosses(
  fold: Pick<Fold, 'violation' | 'folded'>,
  pool: Pick<WorkerPool, 'isLost'>,
): Losses {
  let first: Fatality | undefined;
  const isFirst = ({ batch }: Fatality): boolean => {
    const place = fold.violation();
    if (pool.isLost()) return true;
    // Once a violation is found, only the loss of the worker that investigates it matters.
    return place === undefined ? fold.folded() >= batch : batch === place.batch;
  };
  return {
    note(fatality) {
      if (first === undefined || fatality.batch < first.batch) first = fatality;
    },
    areAny: () => first !== undefined,
    first: () => (first !== undefined && isFirst(first) ? first : undefined),
  };
}
