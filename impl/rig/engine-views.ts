/** What an onlooker sees of the engine between two steps. */
import type { Views } from '../system.ts';
import { pageBit } from '../system.ts';
import type { Host } from '../tracepoints.ts';
import { hosts } from '../tracepoints.ts';
import type { EngineParts } from './engine-parts.ts';
import type { Machine } from '../engine/guest/machine.ts';
import type { RamBlock } from '../engine/memory/ram-block.ts';

export function engineViews(parts: EngineParts): Views {
  const { source, incoming, ramPageOf } = parts;
  const { ram, log } = source;
  const blockOf: RamBlock[] = [];
  for (const block of ram.blocks)
    for (let page = 0; page < block.usedPages; page++) blockOf.push(block);
  const machineOf: Readonly<Record<Host, Machine>> = {
    source: source.machine,
    destination: incoming.machine,
  };
  const machines = hosts.map((host) => machineOf[host]);
  const machine = (host: number): Machine => machines[host] as Machine;

  const complaintOf = { source: source.complaint, destination: incoming.complaint };
  const complaints = hosts.map((host) => complaintOf[host]);
  const urgent = source.preempt?.sender.channel;
  return {
    channel: source.channel,
    preemptChannel: urgent,
    links: [
      { name: 'main channel', from: 'source', channel: source.channel },
      ...(urgent === undefined
        ? []
        : [{ name: 'preempt channel', from: 'source' as const, channel: urgent }]),
      { name: 'return path', from: 'destination', channel: source.returnPath },
    ],
    pageBits(page) {
      const block = blockOf[page] as RamBlock;
      const index = page - block.firstPage;
      const ramPage = ramPageOf[page] as number;
      const chunk = Math.floor(index / block.chunkPages);
      return (
        (block.dirty.peek(index) ? pageBit.dirty : 0) |
        (block.parked.peek(index) ? pageBit.parked : 0) |
        (block.shadow.peek(index) ? pageBit.shadow : 0) |
        (block.clearPending.peek(chunk) ? pageBit.clearPending : 0) |
        (log.logged.peek(ramPage) ? pageBit.logged : 0) |
        (log.hypervisor.peek(ramPage) ? pageBit.hypervisorLogged : 0) |
        (log.armed.peek(ramPage) ? pageBit.armed : 0) |
        (incoming.received.peek(page) ? pageBit.received : 0) |
        (incoming.userFault.peekPresent(page) ? pageBit.present : 0) |
        (incoming.requests.peek(page) ? pageBit.requested : 0)
      );
    },
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
