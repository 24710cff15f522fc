/**
 * Programs of a few threads over the shared classes of the runtime, drawn at random: cells, bitmaps,
 * locks, gates, ticks and a channel. What its threads have read is the observation of a run, so orders
 * that differ for any thread have different observations.
 */
import fc from 'fast-check';
import { Bitmap } from '../../../../impl/engine/memory/bitmap.ts';
import { Channel } from '../../../../impl/engine/stream/channel.ts';
import { Cell } from '../../../../impl/runtime/cell.ts';
import { NO_PAGE } from '../../../../impl/runtime/footprint.ts';
import { Gate } from '../../../../impl/runtime/gate.ts';
import { Mutex } from '../../../../impl/runtime/mutex.ts';
import { Scheduler } from '../../../../impl/runtime/scheduler.ts';
import type { Shared } from '../../../../impl/runtime/shared.ts';
import { makeShared } from '../../../../impl/runtime/shared.ts';
import { Thread } from '../../../../impl/runtime/thread.ts';
import type { Steps } from '../../../../impl/runtime/thread.ts';
import { Tick } from '../../../../impl/runtime/tick.ts';

const kinds = [
  'read',
  'add',
  'test bit',
  'set bit',
  'take word',
  'lock',
  'lock and hold',
  'unlock',
  'wait',
  'open',
  'shut',
  'arm',
  'await tick',
  'send',
  'receive',
] as const;

interface Operation {
  readonly kind: (typeof kinds)[number];
  /** Index of the object: there are two of each kind. */
  readonly which: number;
  /** The operation is part of the previous step, unless it waits for something. */
  readonly isMerged: boolean;
}

export type TinyProgram = readonly (readonly Operation[])[];

const operation: fc.Arbitrary<Operation> = fc.record({
  kind: fc.constantFrom(...kinds),
  which: fc.nat({ max: 1 }),
  isMerged: fc.nat({ max: 3 }).map((draw) => draw === 0),
});

/** Two threads of three to seven operations, three of two to four, or four of one to three. */
export const tinyProgram: fc.Arbitrary<TinyProgram> = fc.oneof(
  ...[2, 3, 4].map((threads) =>
    fc.array(
      fc.array(operation, {
        minLength: 5 - threads,
        maxLength: { 2: 7, 3: 4, 4: 3 }[threads] ?? 1,
        size: 'max',
      }),
      { minLength: threads, maxLength: threads },
    ),
  ),
);

export interface TinySystem {
  readonly shared: Shared;
  readonly threads: readonly Thread[];
  readonly scheduler: Scheduler;
  readonly reset: () => void;
  /** What every thread has read, what is left, and which threads wait. */
  readonly observation: () => string;
}

export function openTiny(program: TinyProgram): TinySystem {
  const shared = makeShared();
  const pair = <Kind>(make: (index: number) => Kind): readonly [Kind, Kind] => [make(0), make(1)];
  const parts: TinyParts = {
    cells: pair((index) => new Cell(`cell ${index}`, shared)),
    bitmap: new Bitmap({ name: 'bitmap', length: 4, wordBits: 2, pageOf: () => NO_PAGE }, shared),
    mutexes: pair((index) => new Mutex(`mutex ${index}`, index, shared)),
    gates: pair((index) => new Gate(`gate ${index}`, shared)),
    ticks: pair((index) => new Tick(`tick ${index}`, shared)),
    channel: new Channel({ name: 'channel', room: 1000, isIdle: false }, shared),
  };
  const seen: string[][] = program.map(() => []);
  const threads = program.map(
    (operations, id) =>
      new Thread(id, `t${id}`, (thread) =>
        run(thread, operations, parts, (what) => seen[id]?.push(String(what))),
      ),
  );
  const scheduler = new Scheduler(shared, threads);
  return {
    shared,
    threads,
    scheduler,
    reset() {
      for (const own of seen) own.length = 0;
      for (const object of shared.objects) object.reset();
      parts.bitmap.allocate();
      parts.channel.open();
      scheduler.restart();
      shared.footprint.begin();
    },
    observation() {
      const left = parts.cells.map((cell) => cell.peek()).join(',');
      const waiting = threads.filter(({ isFinished }) => !isFinished).map(({ name }) => name);
      return `${seen.map((own) => own.join(',')).join(' | ')} -> ${left} ${waiting.join(',')}`;
    },
  };
}

interface TinyParts {
  readonly cells: readonly [Cell, Cell];
  readonly bitmap: Bitmap;
  readonly mutexes: readonly [Mutex, Mutex];
  readonly gates: readonly [Gate, Gate];
  readonly ticks: readonly [Tick, Tick];
  readonly channel: Channel;
}

type See = (what: number | boolean) => void;

function* run(thread: Thread, operations: readonly Operation[], parts: TinyParts, see: See): Steps {
  const held = new Set<Mutex>();
  for (const operation of operations) {
    const { kind, which, isMerged } = operation;
    const gate = gateOf(operation, parts);
    if (gate instanceof Mutex) {
      if (held.has(gate)) continue;
      yield thread.acquire(gate);
      held.add(gate);
    } else if (gate !== undefined) yield thread.wait(gate, kind);
    // No step both receives and sends: they are on different sides of a channel.
    else if (!isMerged || kind === 'send') yield thread.about(kind);
    const mutex = parts.mutexes[which] as Mutex;
    const isReleased = kind === 'lock' || kind === 'unlock';
    perform(operation, { parts, see, thread });
    if (isReleased && held.delete(mutex)) mutex.release(thread);
  }
}

/** The gate that the operation waits for, if any. */
function gateOf({ kind, which }: Operation, parts: TinyParts): Gate | undefined {
  switch (kind) {
    case 'lock':
    case 'lock and hold':
      return parts.mutexes[which];
    case 'wait':
      return parts.gates[which];
    case 'await tick':
      return parts.ticks[which];
    case 'receive':
      return parts.channel.readable;
    default:
      return undefined;
  }
}

interface Scene {
  readonly parts: TinyParts;
  readonly see: See;
  readonly thread: Thread;
}

function perform({ kind, which }: Operation, { parts, see, thread }: Scene): void {
  const { bitmap, channel } = parts;
  const cell = parts.cells[which] as Cell;
  const gate = parts.gates[which] as Gate;
  const tick = parts.ticks[which] as Tick;
  switch (kind) {
    case 'read':
    case 'wait':
      return see(cell.get());
    case 'add':
    case 'lock':
    case 'lock and hold':
      return cell.add(1 + thread.id);
    case 'test bit':
      return see(bitmap.test(which));
    case 'set bit':
      return bitmap.set(which);
    case 'take word':
      return see(bitmap.takeWord(which));
    case 'unlock':
      return;
    case 'open':
    case 'shut':
      return gate.set(kind === 'open');
    case 'arm':
      return tick.arm();
    case 'await tick':
      return tick.take();
    case 'send':
      channel.put8(10 * (thread.id + 1) + which);
      return channel.flush();
    case 'receive':
      see(channel.bytes[channel.head] as number);
      return channel.consume(channel.unitEnd);
  }
}
