/** What the kernel answers when a page is to be placed that has arrived (UFFDIO_COPY). */
import { Cell } from '../../../runtime/cell.ts';
import type { Shared } from '../../../runtime/shared.ts';

/**
 * `again`: the mapping is changing, nothing was placed, and the caller has to try again (EAGAIN);
 * `no memory`: nothing was placed (ENOMEM).
 */
export type Refusal = 'again' | 'no memory';

const refusals: readonly Refusal[] = ['again', 'no memory'];

export class KernelAnswers {
  /** The number of the refusal that comes next, plus one; 0 if the next page is placed. */
  private readonly next: Cell;

  constructor(shared: Shared) {
    this.next = new Cell('answer to the next placement', shared, 'atomic');
  }

  refuseNext(refusal: Refusal): void {
    this.next.set(refusals.indexOf(refusal) + 1);
  }

  /** @returns the refusal that is due, if any; the one after it is none */
  take(): Refusal | undefined {
    const refusal = refusals[this.next.get() - 1];
    if (refusal !== undefined) this.next.set(0);
    return refusal;
  }
}
