/**
 * Whoever has to know of the course of precopy (precopy_add_notifier): a device that gives hints about
 * pages, say, which mean something only between two syncs.
 */
import type { Steps, Thread } from '../../runtime/thread.ts';

export interface PrecopyNotifier {
  /** A sync is about to fetch the log; the caller holds the BQL. */
  readonly beforeSync: (thread: Thread) => Steps;
  /** It has merged what it found; the caller still holds the BQL. */
  readonly afterSync: (thread: Thread) => Steps;
  /** The migration has ended one way or the other; the caller holds the BQL. */
  readonly cleanUp: (thread: Thread) => Steps;
}
