/** Waiting for a missing page, on a host that runs before all of its memory has arrived. */
import type { Steps, Thread } from '../../../runtime/thread.ts';
import type { Machine } from '../../guest/machine.ts';

/** The label of the waiting step. */
export const WAITS_FOR_PAGE = 'wait for page';

/** Waits until the page that the thread is about to access is present; each wake-up tests again. */
export function* waitForPage(thread: Thread, machine: Machine, page: number): Steps {
  while (machine.isMissing(page))
    yield thread.wait(machine.fault(page, thread), WAITS_FOR_PAGE, page);
}
