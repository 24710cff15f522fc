/** Makes a guest thread wait until it has a lent page back. */
import type { Steps, Thread } from '../../runtime/thread.ts';
import type { Loan } from './loan.ts';
import type { Machine } from './machine.ts';

/** Called while the guest runs, before it accesses the page; returns once the page is not lent. */
export function* takeBack(thread: Thread, { mayRun }: Machine, loan: Loan, page: number): Steps {
  while (loan.isLent(page)) {
    yield thread.wait(loan.returned, 'get page back', page);
    yield thread.wait(mayRun, 'go on', page);
  }
}
