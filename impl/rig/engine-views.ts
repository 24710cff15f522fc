/** The engine's state between two steps, for an observer. */
import type { Assembled, PageBits } from '../engine/assembly.ts';
import type { LinkView, Views } from '../system.ts';
import type { Host } from '../tracepoints.ts';
import { hosts } from '../tracepoints.ts';
import type { EngineParts } from '../engine/parts.ts';
import type { Machine } from '../engine/guest/machine.ts';

export function engineViews(
  { source, incoming }: EngineParts,
  assembled: readonly Assembled[],
): Views {
  const { ram } = source;
  const machineOf: Readonly<Record<Host, Machine>> = {
    source: source.machine,
    destination: incoming.machine,
  };
  const machines = hosts.map((host) => machineOf[host]);
  const machine = (host: number): Machine => machines[host] as Machine;

  const complaintOf = { source: source.complaint, destination: incoming.complaint };
  const complaints = hosts.map((host) => complaintOf[host]);
  return {
    channel: source.channel,
    preemptChannel: source.preempt?.sender.channel,
    links: assembled.flatMap(({ links }) => links).toSorted(fromSourceFirst),
    pageBits: allBits(assembled.flatMap(({ bits }) => bits)),
    dirtyPageCount: () => ram.dirtyPageCount.peek(),
    isBitmapMutexFree: () => source.bitmapMutex.holder === undefined,
    isLastStage: () => ram.isLastStage.peek() === 1,
    status: () => source.state.peek(),
    isRunning: (host) => machine(host).peekRunning(),
    requestedCount: () => incoming.requests.peekCount(),
    complaint: (host) => complaints[host]?.peek(),
    memoryWord: (host, page, word) => machine(host).memory.peekWord(page, word),
  };
}

/** The source's links first, the main channel at their head; then the destination's. */
function fromSourceFirst(one: LinkView, other: LinkView): number {
  return hosts.indexOf(one.from) - hosts.indexOf(other.from);
}

/** Merges the bits of all mechanisms; called after every step for each page that may have changed. */
function allBits([first, second, ...others]: readonly PageBits[]): PageBits {
  if (first === undefined) return () => 0;
  if (second === undefined) return first;
  return allBits([(page) => first(page) | second(page), ...others]);
}
