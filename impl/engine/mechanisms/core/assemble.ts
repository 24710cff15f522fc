/** The threads of every migration, the events from outside, and the page bits of its bitmaps. */
import { pageBit } from '../../../system.ts';
import type { Assembly, PageBits } from '../../assembly.ts';
import { nothingOwn } from '../../assembly.ts';
import { incomingThread } from '../../destination/incoming-thread.ts';
import type { RamBlock } from '../../memory/ram-block.ts';
import type { EngineParts } from '../../parts.ts';
import { migrationThread } from '../../source/migration-thread.ts';
import { guestThreads } from './guest-threads.ts';
import type { TickKind } from '../../../scenario.ts';
import { alter } from './hostile-peer.ts';
import { cancel, corrupt, cut, endSlice } from './happenings.ts';
import { operator } from './operator.ts';
import { inOrder } from './ticks-in-order.ts';

export const coreAssembly: Assembly = {
  make: nothingOwn,
  threads(parts, { migrations, comesBack = false, ticks: plan }) {
    const { source, incoming, ticks } = parts;
    const refusals = ticks['refuse-connection'];
    const saltsOf = (kind: TickKind): readonly number[] =>
      inOrder(plan).flatMap((tick) => (tick.kind === kind ? (tick.salt ?? 0) : []));
    return [
      {
        name: 'operator',
        place: 0,
        body: (thread) => operator(thread, source, { migrations, comesBack, incoming, refusals }),
      },
      { name: 'migration', place: 10, body: (thread) => migrationThread(thread, source) },
      { name: 'incoming', place: 20, body: (thread) => incomingThread(thread, incoming) },
      {
        name: 'rate limit',
        place: 40,
        onTick: 'end-slice',
        body: (thread) => endSlice(thread, ticks['end-slice'], source),
      },
      {
        name: 'canceller',
        place: 110,
        onTick: 'cancel',
        body: (thread) => cancel(thread, ticks.cancel, parts),
      },
      {
        name: 'tamperer',
        place: 120,
        onTick: 'corrupt',
        body: (thread) => corrupt(thread, ticks.corrupt, { source, salts: saltsOf('corrupt') }),
      },
      {
        name: 'hostile peer',
        place: 125,
        onTick: 'alter',
        body: (thread) => alter(thread, ticks.alter, { source, salts: saltsOf('alter') }),
      },
      {
        name: 'network',
        place: 140,
        onTick: 'cut',
        body: (thread) => cut(thread, ticks.cut, source),
      },
      ...guestThreads(parts),
    ];
  },
  bits: bitsOf,
  links: ({ source }) => [
    { name: 'main channel', from: 'source', channel: source.channel },
    { name: 'return path', from: 'destination', channel: source.returnPath },
  ],
};

function bitsOf({ source, incoming, ramPageOf }: EngineParts): PageBits {
  const { ram, log } = source;
  const { received } = incoming;
  const blockOf: RamBlock[] = [];
  for (const block of ram.blocks)
    for (let page = 0; page < block.usedPages; page++) blockOf.push(block);
  return (page) => {
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
      (received.peek(page) ? pageBit.received : 0)
    );
  };
}
