/** Makes the shared objects of one engine: once for a scenario, to be reset for each run. */
import { GuestProgram } from '../guest-program.ts';
import { Machine } from '../engine/guest/machine.ts';
import type { DirtyLog, LogShape } from '../engine/memory/dirty-log.ts';
import { hostPagesOf } from '../engine/memory/host-pages.ts';
import { ImmediateLog } from '../engine/memory/immediate-log.ts';
import { ManualProtectLog } from '../engine/memory/manual-protect-log.ts';
import { PageMemory } from '../engine/memory/page-memory.ts';
import { RamBlock } from '../engine/memory/ram-block.ts';
import { TlbLog } from '../engine/memory/tlb-log.ts';
import { UserFault } from '../engine/mechanisms/postcopy/user-fault.ts';
import { MigrationState } from '../engine/source/migration-state.ts';
import { PageSender } from '../engine/source/page-sender.ts';
import { DeviceFailures } from '../engine/mechanisms/ends/device-failures.ts';
import { Preempt } from '../engine/mechanisms/preempt/preempt.ts';
import { Recoveries } from '../engine/mechanisms/recovery/recoveries.ts';
import { Recovery } from '../engine/mechanisms/recovery/recovery.ts';
import { RamState } from '../engine/source/ram-state.ts';
import { RequestQueue } from '../engine/mechanisms/postcopy/request-queue.ts';
import type { Source } from '../engine/source/source.ts';
import { Channel } from '../engine/stream/channel.ts';
import { Cell } from '../runtime/cell.ts';
import { Complaint } from '../runtime/complaint.ts';
import { NO_PAGE } from '../runtime/footprint.ts';
import { Gate } from '../runtime/gate.ts';
import { Mutex } from '../runtime/mutex.ts';
import { Process } from '../runtime/process.ts';
import type { Shared } from '../runtime/shared.ts';
import { makeShared } from '../runtime/shared.ts';
import { Tick } from '../runtime/tick.ts';
import type { EngineParts } from '../engine/parts.ts';
import { tickNames } from '../mechanisms.ts';
import type { Scenario } from '../scenario.ts';
import { mutexBit } from '../system.ts';
import type { ChannelName, Host } from '../tracepoints.ts';
import { makeIncoming } from './incoming-parts.ts';

export function makeParts(scenario: Scenario): EngineParts {
  const shared = makeShared();
  const program = new GuestProgram(scenario);
  const blocks = makeBlocks(scenario, shared);
  const ramPageOf = ramPagesOf(blocks);
  const pages = ramPageOf.length;
  const hostPages = hostPagesOf(blocks);
  const userFault = new UserFault(hostPages, scenario.wordBits, shared);
  const machine = (host: Host, missing: UserFault | undefined): Machine => {
    const shape = { pages, pageBytes: scenario.pageBytes };
    const memory = new PageMemory(`${host} memory`, shape, shared);
    return new Machine(host, { memory, actors: program.actors.length, userFault: missing }, shared);
  };
  const { channel, returnPath } = makeConnection(scenario, shared);
  const sourceMachine = machine('source', undefined);
  const senderOn = (name: ChannelName, one: Channel): PageSender =>
    new PageSender(
      name,
      { channel: one, machine: sourceMachine, pageBytes: scenario.pageBytes },
      shared,
    );
  const sender = senderOn('main', channel);
  const ticks = makeTicks(shared);
  const preempt = makePreempt(scenario, senderOn, ticks['refuse-connection'], shared);
  const recoveries = makeRecoveries(scenario, shared);
  const complaint = new Complaint(shared);
  const failures = new DeviceFailures(scenario, complaint, shared);
  const source: Source = {
    options: scenario,
    process: new Process('source', shared),
    failures,
    state: new MigrationState(shared),
    ram: new RamState(blocks, shared),
    log: makeLog(scenario, ramPageOf, shared),
    machine: sourceMachine,
    channel,
    stream: sender.stream,
    sender,
    preempt,
    recovery: recoveries && new Recovery(recoveries, shared),
    returnPath,
    requests: new RequestQueue(shared),
    connection: new Tick('connection', shared),
    ...makeAnswers(shared),
    // Flags that are set from outside and polled (start_postcopy, the rate limit).
    postcopyRequested: new Cell('postcopy request', shared, 'atomic'),
    bql: new Mutex('BQL', Math.log2(mutexBit.bql), shared),
    bitmapMutex: new Mutex('bitmap_mutex', Math.log2(mutexBit.bitmapMutex), shared),
    requested: new Gate('migration requested', shared, true),
    ended: new Gate('migration ended', shared),
    sliceExpired: new Cell('slice expired', shared, 'atomic'),
    notifiers: [],
    complaint,
    trace: shared.trace,
  };
  const incoming = makeIncoming(scenario, {
    shared,
    firmware: program.firmware,
    blocks,
    userFault,
    channel,
    preempt,
    recoveries,
    failures,
    returnPath,
    machine: machine('destination', userFault),
  });
  return { shared, program, source, incoming, ticks, ramPageOf };
}

function ramPagesOf(blocks: readonly RamBlock[]): readonly number[] {
  return blocks.flatMap(({ usedPages, offset }) =>
    Array.from({ length: usedPages }, (_, page) => offset + page),
  );
}

/** The main connection, in both directions. */
function makeConnection(
  { channelBytes: room }: Scenario,
  shared: Shared,
): Pick<Source, 'channel' | 'returnPath'> {
  const channel = new Channel({ name: 'channel', room, isIdle: false }, shared);
  const returnPath = new Channel({ name: 'return path', room, isIdle: true }, shared);
  channel.reverse = returnPath;
  return { channel, returnPath };
}

function makeTicks(shared: Shared): EngineParts['ticks'] {
  const ticks = Object.entries(tickNames).map(([kind, name]) => [kind, new Tick(name, shared)]);
  return Object.fromEntries(ticks) as EngineParts['ticks'];
}

type Answers = 'answered' | 'isPackageLoaded' | 'packageAnswered' | 'isSatisfied' | 'shut';

/** What the source has heard from the destination. */
function makeAnswers(shared: Shared): Pick<Source, Answers> {
  return {
    answered: new Gate('answer to advice', shared),
    // Set by the return-path thread, and looked at by the migration thread before each slice.
    isPackageLoaded: new Cell('answer to package', shared, 'atomic'),
    packageAnswered: new Gate('answer to package', shared),
    isSatisfied: new Cell('last word of the destination', shared),
    shut: new Gate('last word of the destination', shared),
  };
}

function makePreempt(
  { preempt, channelBytes }: Scenario,
  senderOn: (name: ChannelName, channel: Channel) => PageSender,
  refusals: Tick,
  shared: Shared,
): Preempt | undefined {
  if (preempt === 'off') return undefined;
  const shape = { name: 'preempt channel', room: channelBytes, isIdle: true };
  const sender = senderOn('preempt', new Channel(shape, shared));
  return new Preempt(preempt === 'two-senders', sender, refusals, shared);
}

function makeRecoveries({ recoveries = 0 }: Scenario, shared: Shared): Recoveries | undefined {
  return recoveries === 0 ? undefined : new Recoveries(recoveries, shared);
}

function makeBlocks(scenario: Scenario, shared: Shared): readonly RamBlock[] {
  let firstPage = 0;
  return scenario.blocks.map((spec, index) => {
    const block = new RamBlock(spec, { index, firstPage, wordBits: scenario.wordBits }, shared);
    firstPage += spec.usedPages;
    return block;
  });
}

function makeLog(scenario: Scenario, ramPageOf: readonly number[], shared: Shared): DirtyLog {
  const { wordBits } = scenario;
  const end = Math.max(...scenario.blocks.map((block) => block.offset + block.pagesMax));
  const pageOf = new Map(ramPageOf.map((ramPage, page) => [ramPage, page]));
  const shape: LogShape = {
    ramPages: Math.ceil(end / wordBits) * wordBits,
    wordBits,
    pageOf: (ramPage) => pageOf.get(ramPage) ?? NO_PAGE,
  };
  switch (scenario.log) {
    case 'immediate':
      return new ImmediateLog(shape, shared);
    case 'manual-protect':
      return new ManualProtectLog(shape, shared);
    case 'tlb':
      return new TlbLog(shape, shared);
  }
}
