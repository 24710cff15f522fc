/** Waiting for a missing page, on a host that runs before all of its memory has arrived. */
import type { Steps, Thread } from '../../../runtime/thread.ts';
import type { Machine } from '../../guest/machine.ts';

/** The label of the waiting step. */
export const WAITS_FOR_PAGE = 'wait for page';

/** The thread is about to access the page; it tests again each time it is woken. */
export function* waitForPage(thread: Thread, machine: Machine, page: number): Steps {
  while (machine.isMissing(page))
    yield thread.wait(machine.fault(page, thread), WAITS_FOR_PAGE, page);
}
