/** The shared objects of one engine, made once for a scenario and reset for each of its runs. */
import type { Scenario } from '../scenario.ts';
import { mutexBit } from '../system.ts';
import { Incoming } from './destination/incoming.ts';
import { GuestProgram } from './guest/guest-program.ts';
import { Machine } from './guest/machine.ts';
import { Bitmap } from './memory/bitmap.ts';
import type { DirtyLog, LogShape } from './memory/dirty-log.ts';
import { ImmediateLog } from './memory/immediate-log.ts';
import { ManualProtectLog } from './memory/manual-protect-log.ts';
import { PageMemory } from './memory/page-memory.ts';
import { RamBlock } from './memory/ram-block.ts';
import { TlbLog } from './memory/tlb-log.ts';
import { Cell } from './runtime/cell.ts';
import { Footprint, NO_PAGE } from './runtime/footprint.ts';
import type { GateContext } from './runtime/gate.ts';
import { Gate } from './runtime/gate.ts';
import { Mutex } from './runtime/mutex.ts';
import { Tick } from './runtime/tick.ts';
import { TraceBuffer } from './runtime/trace-buffer.ts';
import { MigrationState } from './source/migration-state.ts';
import { RamState } from './source/ram-state.ts';
import type { Source } from './source/source.ts';
import { Channel } from './stream/channel.ts';
import { StreamWriter } from './stream/stream-writer.ts';
import type { Host } from '../tracepoints.ts';
import type { TickKind } from '../scenario.ts';

export interface EngineParts {
  readonly shared: GateContext;
  readonly trace: TraceBuffer;
  readonly program: GuestProgram;
  readonly source: Source;
  readonly incoming: Incoming;
  readonly ticks: Readonly<Record<TickKind, Tick>>;
  /** Ram address of each page, by dense index. */
  readonly ramPageOf: readonly number[];
}

export function makeParts(scenario: Scenario): EngineParts {
  const shared: GateContext = { ready: { mask: 0 }, footprint: new Footprint(), gates: [] };
  const { footprint } = shared;
  const trace = new TraceBuffer();
  const program = new GuestProgram(scenario);
  const blocks = makeBlocks(scenario, footprint);
  const ramPageOf = blocks.flatMap((block) =>
    Array.from({ length: block.usedPages }, (_, page) => block.offset + page),
  );
  const pages = ramPageOf.length;
  const machine = (host: Host): Machine => {
    const memory = new PageMemory(
      `${host} memory`,
      { pages, pageBytes: scenario.pageBytes },
      footprint,
    );
    return new Machine(host, { memory, actors: program.actors.length, shared, trace });
  };
  const channel = new Channel(scenario.channelBytes, shared);
  const received = new Bitmap(
    { name: 'received bitmap', length: pages, wordBits: scenario.wordBits, pageOf: (page) => page },
    footprint,
  );
  const source: Source = {
    options: scenario,
    state: new MigrationState(footprint, trace),
    ram: new RamState(blocks, footprint),
    log: makeLog(scenario, ramPageOf, footprint),
    machine: machine('source'),
    channel,
    stream: new StreamWriter(channel),
    bql: new Mutex('BQL', Math.log2(mutexBit.bql), shared),
    bitmapMutex: new Mutex('bitmap_mutex', Math.log2(mutexBit.bitmapMutex), shared),
    requested: new Gate('migration requested', shared, true),
    ended: new Gate('migration ended', shared),
    sliceExpired: new Cell('slice expired', footprint),
    pageBuffer: new Int32Array(scenario.pageBytes / 4),
    trace,
  };
  const incoming = new Incoming({
    blocks,
    machine: machine('destination'),
    channel,
    received,
    trace,
  });
  const ticks = {
    'background-sync': new Tick('timer', shared),
    'end-slice': new Tick('rate limit', shared),
    cancel: new Tick('operator', shared),
    cut: new Tick('network', shared),
  };
  return { shared, trace, program, source, incoming, ticks, ramPageOf };
}

function makeBlocks(scenario: Scenario, footprint: Footprint): readonly RamBlock[] {
  let firstPage = 0;
  return scenario.blocks.map((spec, index) => {
    const block = new RamBlock(spec, { index, firstPage, wordBits: scenario.wordBits }, footprint);
    firstPage += spec.usedPages;
    return block;
  });
}

function makeLog(scenario: Scenario, ramPageOf: readonly number[], footprint: Footprint): DirtyLog {
  const end = Math.max(...scenario.blocks.map((block) => block.offset + block.pagesMax));
  const shape: LogShape = {
    ramPages: Math.ceil(end / scenario.wordBits) * scenario.wordBits,
    wordBits: scenario.wordBits,
    pageOf: (ramPage) => {
      const page = ramPageOf.indexOf(ramPage);
      return page < 0 ? NO_PAGE : page;
    },
  };
  switch (scenario.log) {
    case 'immediate':
      return new ImmediateLog(shape, footprint);
    case 'manual-protect':
      return new ManualProtectLog(shape, footprint);
    case 'tlb':
      return new TlbLog(shape, footprint);
  }
}
