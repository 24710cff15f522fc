/** What a worker does with a violation: finds it again, looks for a graver one behind it, and shrinks that. */
import { isOwnEngine } from '../../engines/loader/load-engine.ts';
import { shrink } from '../../searching/shrink/shrink.ts';
import type { WatchedThread } from '../watch/watched-thread.ts';
import type { Order } from './batch.ts';
import { findAgainAt, findGraver } from './investigate.ts';
import type { FromWorker, ToWorker, WorkerSetup } from './messages.ts';
import { makePatience } from './patience.ts';

/**
 * @param engine - the module of the engine in which it was found
 * @returns what is left of it; what there is on the way is said at once
 */
export function pursue(
  { open, say }: Pick<WatchedThread<WorkerSetup, FromWorker>, 'open' | 'say'>,
  engine: string,
  order: Order,
  { place, isShrunk }: Extract<ToWorker, { kind: 'investigate' }>,
): FromWorker {
  const { isLateToSearch, isLateToShrink } = makePatience(isOwnEngine(engine));
  const first = findAgainAt(open, order, place);
  say({ kind: 'found', finding: first });
  if (!isShrunk) return { kind: 'shrunk', finding: { ...first, cutShort: 'as was asked for' } };
  const gravest = findGraver(open, order, { ...first, ...place }, isLateToSearch);
  say({ kind: 'found', finding: gravest });
  const onProgress = (finding: typeof first): boolean => {
    say({ kind: 'shrinking', finding });
    return true;
  };
  const shrunk = shrink(gravest, { open, onProgress, isLate: isLateToShrink });
  return { kind: 'shrunk', finding: shrunk };
}
