/** Whether each host tells the statuses of a migration in a possible order. */
import type { Happening } from '../../../impl/qemu/happenings.ts';
import type { HostName } from '../../../impl/qemu/link-part.ts';
import type { Problem } from './problem.ts';
import { aboutNoPage } from './problem.ts';

/** Each beginning has one end, which is told once (QEMU 2bce143a7c); nothing but a new beginning follows it. */
const ENDS = ['completed', 'failed', 'cancelled'];

/** What may follow a status, where that is certain in every version. */
const AFTER: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ...ENDS.map((end) => [end, ['setup']] as const),
  ['cancelling', ['cancelled']],
  ['failing', ['failed']],
]);

/** Once the switch-over to postcopy has begun, there is no way back to precopy. */
const PRECOPY = ['setup', 'active', 'pre-switchover', 'device'];

function mayFollow(before: string, status: string): boolean {
  const certain = AFTER.get(before);
  if (certain !== undefined) return certain.includes(status);
  return !before.startsWith('postcopy-') || !PRECOPY.includes(status);
}

export function statusesOutOfOrder(happenings: readonly Happening[]): readonly Problem[] {
  const last = new Map<string, string>();
  for (const one of happenings) {
    if (one.kind !== 'event' || one.event !== 'MIGRATION') continue;
    const status = String(one.data['status']);
    const key = placeOf(one.host, one.attempt);
    const before = last.get(key);
    last.set(key, status);
    if (before === undefined || mayFollow(before, status)) continue;
    const text = `the ${one.host} tells the status ${status} after ${before}`;
    return [{ ...aboutNoPage, property: 'STATUS', text }];
  }
  return untoldEnd(happenings, last);
}

/** Every attempt has a destination of its own. */
function placeOf(host: HostName, attempt: number): string {
  return host === 'source' ? host : `${host} ${attempt}`;
}

/** What the source answers at the end must be what it told last. */
function untoldEnd(
  happenings: readonly Happening[],
  last: ReadonlyMap<string, string>,
): readonly Problem[] {
  const told = last.get('source');
  for (const one of happenings) {
    if (one.kind !== 'settled' || one.host !== 'source' || told === undefined) continue;
    const status = String(one.migration['status']);
    if (status === told) continue;
    const text = `the source answers that the migration is ${status}, and told ${told} last`;
    return [{ ...aboutNoPage, property: 'STATUS', text }];
  }
  return [];
}
