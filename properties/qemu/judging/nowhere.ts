/** Whether the guest runs nowhere at the end, although a host has it. */
import type { Happening } from '../../../impl/qemu/happenings.ts';
import { ofLastAttempt } from './last-attempt.ts';
import type { Problem } from './problem.ts';
import { aboutNoPage } from './problem.ts';

type Settled = Happening & { readonly kind: 'settled' };

/** Statuses with which a source keeps the guest, which then must go on. */
const KEPT: readonly unknown[] = ['failed', 'cancelled'];

/**
 * A migration that fails or is cancelled before the guest may run on the destination leaves the guest running
 * on the source. From the package on, only the destination may know, and a source that waits is right.
 */
export function guestNowhere(happenings: readonly Happening[]): readonly Problem[] {
  const own = ofLastAttempt(happenings);
  const settledAt = (host: string): Settled | undefined =>
    own.find((one): one is Settled => one.kind === 'settled' && one.host === host);
  const source = settledAt('source');
  const mayHaveArrived = own.some(
    (one) =>
      (one.kind === 'item' && one.item.kind === 'package') ||
      (one.kind === 'event' && one.host === 'destination' && one.event === 'RESUME'),
  );
  if (source === undefined || mayHaveArrived || source.runState === 'running') return [];
  const status = source.migration['status'];
  if (!KEPT.includes(status)) return [];
  const text =
    `the guest runs nowhere: the migration is ${String(status)}, ` +
    `and the source's guest is ${source.runState}`;
  return [{ ...aboutNoPage, property: 'GUEST', text }];
}
