/**
 * Tests the assumption of the reduction: two ready steps that share no object are taken in both orders, and
 * must lead to the same state. Anything that the engine's threads share outside their footprints shows here
 * as a bug of the harness or of the engine's bookkeeping, never as a finding.
 */
import type { System } from '../../../impl/system.ts';
import { hosts } from '../../../impl/tracepoints.ts';
import { areIndependent } from './step.ts';
import type { Step } from './step.ts';
import { stepReader } from './step-reader.ts';

/**
 * Tries every pair of threads that are ready after a prefix.
 *
 * @param prefix - the threads that take the steps of the prefix
 * @returns how many pairs were independent, and so were tried in both orders
 * @throws Error if the steps of such a pair do not commute
 */
export function checkCommutation(system: System, prefix: readonly number[]): number {
  const { driver } = system;
  const reader = stepReader(system);
  const take = (thread: number): Step => {
    const { gate } = driver.comingStep(thread);
    reader.before();
    driver.take(thread);
    return reader.read(thread, gate);
  };
  const goTo = (): void => {
    driver.reset();
    for (const thread of prefix) driver.take(thread);
  };
  const isReady = (thread: number): boolean => driver.choices().has(thread);
  const first = (thread: number): Step => {
    goTo();
    return take(thread);
  };
  /** The state after both steps in this order, or how the first has changed what the second does. */
  const inOrder = (one: Step, other: Step): string => {
    first(one.thread);
    if (!isReady(other.thread)) return 'the second thread is no longer ready';
    const second = take(other.thread);
    const isSame = second.accesses.join(' ') === other.accesses.join(' ');
    return isSame ? stateOf(system) : 'the second touches other objects';
  };

  goTo();
  const ready = driver.threads.flatMap((_, thread) => (isReady(thread) ? [thread] : []));
  const steps = ready.map(first);
  let tried = 0;
  for (const [index, one] of steps.entries())
    for (const other of steps.slice(index + 1)) {
      if (!areIndependent(one, other)) continue;
      tried++;
      const [there, back] = [inOrder(one, other), inOrder(other, one)];
      if (there !== back)
        throw new Error(
          `undeclared sharing after step ${prefix.length}: ${driver.threads[one.thread]} and ` +
            `${driver.threads[other.thread]} share no object and do not commute (${there} / ${back})`,
        );
    }
  return tried;
}

/** Everything that can be seen of a system between two steps, as one text. */
function stateOf({ driver, layout, views }: System): string {
  const pages = Array.from({ length: layout.pages }, (_, page) => {
    const words = Array.from({ length: layout.pageWords * hosts.length }, (__, index) =>
      views.memoryWord(index % hosts.length, page, Math.floor(index / hosts.length)),
    );
    return `${views.pageBits(page)}:${words.join('.')}`;
  });
  const { channel } = views;
  // The position of a closed connection has no effect.
  const onTheWay = channel.peekClosed()
    ? 'closed'
    : `${channel.base + channel.tail} ${channel.bytes.subarray(channel.head, channel.tail).join('.')}`;
  const threads = driver.threads.map((_, thread) => {
    const { label, page, gate } = driver.comingStep(thread);
    return `${label}@${page}/${gate}`;
  });
  return [
    pages.join(' '),
    `count ${views.dirtyPageCount()}, status ${views.status()}, requested ${views.requestedCount()}`,
    `running ${hosts.map((_, host) => views.isRunning(host)).join(' ')}`,
    `channel ${onTheWay}`,
    `gates ${driver.gates.filter((gate) => driver.isOpen(gate)).join(' ')}`,
    threads.join(' '),
  ].join('; ');
}
