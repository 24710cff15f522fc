/**
 * Pages that the guest has lent to a device and does not touch until it has them back. The loan is an
 * agreement between the guest and the device; it does not restrict access to memory.
 */
import type { Gate } from '../../runtime/gate.ts';

export interface Loan {
  readonly isLent: (page: number) => boolean;
  /** Open while no page is lent. */
  readonly returned: Gate;
}
