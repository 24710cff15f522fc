/**
 * Batches that were lost, each with the worker that it was given to: a call of the engine did not come
 * back. The first of them in the order of their numbers is what the campaign has found, unless
 * something was violated sooner.
 */
import type { Fatality } from '../watch/watched-worker.ts';
import type { Crew } from './crew.ts';
import type { Fold } from './fold.ts';

export interface Losses {
  readonly note: (fatality: Fatality) => void;
  readonly areAny: () => boolean;
  /** The first one, once nothing can turn out any more to have been violated sooner. */
  readonly first: () => Fatality | undefined;
}

export function makeLosses(
  fold: Pick<Fold, 'violation' | 'folded'>,
  crew: Pick<Crew, 'isLost'>,
): Losses {
  let first: Fatality | undefined;
  const isFirst = ({ batch }: Fatality): boolean => {
    const place = fold.violation();
    if (crew.isLost()) return true;
    // Of a violation that was found, only the loss of who looks into it matters.
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
