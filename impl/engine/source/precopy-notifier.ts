/**
 * Notifies a device of the stages of precopy (precopy_add_notifier): for example, free page hints are valid
 * only between two syncs.
 */
import type { Steps, Thread } from '../../runtime/thread.ts';

export interface PrecopyNotifier {
  /** A sync is about to fetch the log; the caller holds the BQL. */
  readonly beforeSync: (thread: Thread) => Steps;
  /** The sync has merged the log; the caller still holds the BQL. */
  readonly afterSync: (thread: Thread) => Steps;
  /** The migration has ended, however it went; the caller holds the BQL. */
  readonly cleanUp: (thread: Thread) => Steps;
}
