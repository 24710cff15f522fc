/**
 * Keys of the state after a prefix, from coarse to fine. How many classes are below a node depends only on
 * the state and on which threads sleep, so nodes with the same key are likely to have as many. An estimate
 * that treats them alike stays unbiased even where the key is the same and the number is not.
 */
import type { System } from '../../../impl/system.ts';
import type { ReadonlyThreadSet } from '../../../impl/thread-set.ts';
import { hosts } from '../../../impl/tracepoints.ts';
import { hashOf, makeDigest } from '../../judging/execution/digest.ts';

export interface StateKeys {
  /** Where each thread stands, and which of them sleep. */
  readonly position: number;
  /** The same, and what can be seen of the system. */
  readonly visible: number;
  /** The same, and which step last wrote each cell. */
  readonly exact: number;
}

/** In place of the bytes of a closed connection. */
const CLOSED = -1;

export function stateKeys({
  driver,
  layout,
  views,
}: System): (sleeping: ReadonlyThreadSet, writers: Int32Array) => StateKeys {
  const digest = makeDigest();
  const { add } = digest;
  const threads = driver.threads.map((_, thread) => thread);
  const links = views.links?.map(({ channel }) => channel) ?? [views.channel];
  const labels = new Map<string, number>();
  const hashOfLabel = (label: string): number => {
    const known = labels.get(label);
    if (known !== undefined) return known;
    const hash = hashOf(label);
    labels.set(label, hash);
    return hash;
  };

  const addThreads = (): void => {
    for (const thread of threads) {
      const { label, page, gate } = driver.comingStep(thread);
      add(hashOfLabel(label));
      add(page);
      add(gate >= 0 && driver.isOpen(gate) ? 1 : 0);
    }
  };
  const addPages = (): void => {
    for (let page = 0; page < layout.pages; page++) {
      add(views.pageBits(page));
      for (let host = 0; host < hosts.length; host++)
        for (let word = 0; word < layout.pageWords; word++) add(views.memoryWord(host, page, word));
    }
  };
  const addLinks = (): void => {
    for (const link of links) {
      add(link.peekClosed() ? CLOSED : link.tail - link.head);
      for (let at = link.head; at < link.tail; at++) add(link.bytes[at] as number);
    }
  };

  return (sleeping, writers) => {
    digest.reset();
    add(sleeping.low);
    add(sleeping.high);
    add(views.status());
    addThreads();
    const position = digest.short();
    for (const gate of driver.gates) if (driver.isOpen(gate)) add(gate);
    for (let host = 0; host < hosts.length; host++) add(views.isRunning(host) ? 1 : 0);
    add(views.dirtyPageCount());
    add(views.requestedCount());
    addPages();
    addLinks();
    const visible = digest.short();
    for (const writer of writers) add(writer);
    return { position, visible, exact: digest.short() };
  };
}
