/**
 * A minimal engine: one pass over all pages while the guest runs, then stop-and-copy of the pages that
 * its one bitmap says were written since. It is the worked example of `SYSTEM.md`: it shares only the
 * contract and the runtime with the main engine, and its messages are not a QEMU stream.
 */
import { GuestProgram } from '../guest-program.ts';
import { layoutOf } from '../layout.ts';
import type { OpenOwnSystem } from '../own-system.ts';
import { plainTracepoints } from '../own-system.ts';
import { Gate } from '../runtime/gate.ts';
import { makeShared } from '../runtime/shared.ts';
import type { Steps } from '../runtime/thread.ts';
import { Thread } from '../runtime/thread.ts';
import { ThreadDriver } from '../runtime/thread-driver.ts';
import type { Scenario } from '../scenario.ts';
import { pageBit } from '../system.ts';
import type { MigrationStatus } from '../tracepoints.ts';
import { hosts, migrationStatus, tracepoint } from '../tracepoints.ts';

type Engine = ReturnType<typeof makeEngine>;
function makeEngine(scenario: Scenario) {
  const shared = makeShared();
  const layout = layoutOf(scenario);
  const { pages, actors } = layout;
  return {
    shared,
    trace: shared.trace,
    layout,
    /** What each actor of the guest does: the vCPUs, then the device. */
    programs: new GuestProgram(scenario).actors,
    /** By host: the next operation of each actor, the version in each page, whether the guest runs. */
    registers: [new Int32Array(actors), new Int32Array(actors)] as const,
    memory: [new Int32Array(pages), new Int32Array(pages)] as const,
    mayRun: [new Gate('source', shared, true), new Gate('destination', shared, true)] as const,
    /** 1 for each page that has to be sent. */
    dirty: new Uint8Array(pages),
    /** The message in flight: a page and its version, or page -1 after the last one. */
    message: { page: -1, version: 0 },
    isLinkFree: new Gate('the link', shared),
    hasMessage: new Gate('a message', shared),
  };
}

export const openSystem: OpenOwnSystem = (scenario) => {
  const engine = makeEngine(scenario);
  const { shared, layout, registers, memory, mayRun, dirty } = engine;
  const threads: Thread[] = [];
  const add = (name: string, body: (thread: Thread) => Steps): void => {
    threads.push(new Thread(threads.length, name, body));
  };
  add('migration', (thread) => migrate(thread, engine));
  add('incoming', (thread) => receive(thread, engine));
  for (const host of [0, 1] as const)
    for (const actor of registers[host].keys())
      add(`actor ${actor} on ${hosts[host]}`, (thread) => runGuest(thread, engine, host, actor));
  const powerOn = (): void => {
    for (const zeros of [...registers, memory[1], dirty]) zeros.fill(0);
    memory[0].set(layout.initialVersions);
    mayRun[0].set(true);
    engine.isLinkFree.set(true);
  };
  return {
    layout,
    driver: new ThreadDriver(shared, { threads, beginsOperation: new Set(['access']), powerOn }),
    trace: shared.trace,
    announces: plainTracepoints,
    views: {
      memoryWord: (host, page) => memory[host === 0 ? 0 : 1][page] as number,
      isRunning: (host) => mayRun[host === 0 ? 0 : 1].isOpen,
      pageBits: (page) => (dirty[page] === 1 ? pageBit.dirty : 0),
      shownBits: pageBit.dirty,
    },
  };
};

function* migrate(thread: Thread, engine: Engine): Steps {
  const { dirty, trace, mayRun } = engine;
  const enter = (status: MigrationStatus): void =>
    trace.emit(tracepoint.migrate_set_state, migrationStatus[status]);
  yield thread.about('migrate');
  dirty.fill(1);
  enter('setup');
  enter('active');
  yield* sendDirty(thread, engine);
  yield thread.about('stop');
  mayRun[0].set(false);
  trace.emit(tracepoint.runstate_set, 0, 0);
  enter('device');
  yield* sendDirty(thread, engine);
  yield thread.wait(engine.isLinkFree, 'complete');
  send(engine, -1, 0);
  enter('completed');
}

/** Clears a page's bit before it reads the page: a later write sets the bit again. */
function* sendDirty(thread: Thread, engine: Engine): Steps {
  const { memory, dirty, trace } = engine;
  for (let page = dirty.indexOf(1); page >= 0; page = dirty.indexOf(1, page + 1)) {
    yield thread.about('read', page);
    dirty[page] = 0;
    trace.emit(tracepoint.ram_take_dirty, page, 0);
    const version = memory[0][page] as number;
    for (const half of [0, 1]) trace.emit(tracepoint.ram_read_page, page, half, 0);
    yield thread.wait(engine.isLinkFree, 'send', page);
    send(engine, page, version);
    trace.emit(tracepoint.ram_save_page, page, version === 0 ? 1 : 0, 0);
  }
}

function send(engine: Engine, page: number, version: number): void {
  Object.assign(engine.message, { page, version });
  engine.isLinkFree.set(false);
  engine.hasMessage.set(true);
}

function* receive(thread: Thread, { memory, registers, mayRun, trace, ...link }: Engine): Steps {
  for (;;) {
    yield thread.wait(link.hasMessage, 'receive');
    link.hasMessage.set(false);
    link.isLinkFree.set(true);
    const { page, version } = link.message;
    if (page < 0) break;
    memory[1][page] = version;
    trace.emit(tracepoint.ram_load_page, page, version === 0 ? 1 : 0);
  }
  registers[1].set(registers[0]);
  mayRun[1].set(true);
  trace.emit(tracepoint.loadvm_complete);
  trace.emit(tracepoint.runstate_set, 1, 1);
}

function* runGuest(thread: Thread, engine: Engine, host: 0 | 1, actor: number): Steps {
  const { programs, registers, memory, mayRun, dirty, trace } = engine;
  const isDevice = actor === programs.length - 1;
  const store = isDevice ? tracepoint.device_store : tracepoint.vcpu_store;
  for (;;) {
    yield thread.wait(mayRun[host], 'access');
    const index = registers[host][actor] as number;
    const operation = programs[actor]?.[index];
    if (operation === undefined) return;
    const { isRead, page, version } = operation;
    if (!isRead) memory[host][page] = version;
    if (!isRead) dirty[page] = 1;
    trace.emit(isRead ? tracepoint.vcpu_load : store, page, memory[host][page], host);
    if (isDevice) trace.emit(tracepoint.device_log, page, host);
    trace.emit(tracepoint.guest_operation, host, actor, index);
    registers[host][actor] = index + 1;
  }
}
