/** Adds what the guest did, and what memory held at the end. */
import type { GuestOperation, QemuRecording } from '../../../traces/recording-file.ts';
import type { PageSteps } from './page-steps.ts';
import { pageName } from './page-steps.ts';
import type { Deed } from './step.ts';

export function addGuestSteps(steps: PageSteps, { operations, memory }: QemuRecording): void {
  operations.forEach((operation, index) => {
    const { block, page, pages = 1, begun, acknowledged } = operation;
    const thread = `${operation.actor} on ${operation.host}`;
    const where = `operation ${index}`;
    const to = acknowledged ?? Infinity;
    for (let one = page; one < page + pages; one++)
      for (const deed of deedsOf(operation)) {
        // The acknowledgement says that the loop runs; its end is unknown.
        const isEnd = deed.kind === 'loop' && deed.isEnd;
        const end = isEnd ? Infinity : to;
        steps.add(pageName(block, one), { deed, thread, from: begun, to: end, where });
      }
  });
  memory.forEach(({ host, block, page, content, begun, acknowledged }, index) =>
    steps.add(pageName(block, page), {
      deed: { kind: 'found', host, content },
      thread: `found on ${host}`,
      from: begun,
      to: acknowledged,
      where: `memory ${index}`,
    }),
  );
}

function deedsOf(operation: GuestOperation): readonly Deed[] {
  const { kind, host, actor, content, ambiguous, acknowledged } = operation;
  const isDevice = actor === 'device';
  if (kind === 'loop')
    return [
      { kind: 'loop', isEnd: false },
      { kind: 'loop', isEnd: true },
    ];
  if (content === undefined) return [];
  if (kind === 'read') return host === 'source' ? [] : [{ kind: 'own-read', content }];
  if (host === 'destination') return [{ kind: 'own-write', content }];
  // An operation that was never acknowledged may not have been done.
  const isAmbiguous = ambiguous === true || acknowledged === null;
  const write: Deed = { kind: 'write', content, isDevice, isAmbiguous };
  return isDevice ? [write, { kind: 'action', action: 'device-log' }] : [write];
}
