/**
 * Pages that the guest has lent to a device and does not touch until it has them back. Whether there are
 * such pages is an agreement between the guest and that device; memory itself knows nothing of it.
 */
import type { Gate } from '../../runtime/gate.ts';

export interface Loan {
  readonly isLent: (page: number) => boolean;
  /** Open while no page is lent. */
  readonly returned: Gate;
}
