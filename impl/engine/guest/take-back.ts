/** What the guest does that wants to access a page which it has lent to a device. */
import type { Steps, Thread } from '../../runtime/thread.ts';
import type { Loan } from './loan.ts';
import type { Machine } from './machine.ts';

/** The thread is about to access the page, and may do so now but for the loan. */
export function* takeBack(thread: Thread, { mayRun }: Machine, loan: Loan, page: number): Steps {
  while (loan.isLent(page)) {
    yield thread.wait(loan.returned, 'get page back', page);
    yield thread.wait(mayRun, 'go on', page);
  }
}
