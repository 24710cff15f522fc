/** Deeds that a migration must survive: how they are drawn, what they do to the link, and how they are told. */
import { mkdtempSync, rmSync } from 'node:fs';
import type { Server, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Cutter } from '../../../impl/qemu/gate.ts';
import type { Happening } from '../../../impl/qemu/happenings.ts';
import type { QemuBinary } from '../../../impl/qemu/host.ts';
import type { LinkPart } from '../../../impl/qemu/link-part.ts';
import { covers } from '../../../impl/qemu/link-part.ts';
import type { Relay } from '../../../impl/qemu/relay.ts';
import { openRelay } from '../../../impl/qemu/relay.ts';
import { makeDraw } from '../../judging/execution/random-source.ts';
import { makeCapabilitySets, setsOfCapabilities } from '../../qemu/scenarios/capabilities.ts';
import { drawQemuScenario } from '../../qemu/scenarios/draw-scenario.ts';
import { qemuFamilies, variantsOf } from '../../qemu/scenarios/families.ts';
import { parseFinding, printFinding } from '../../qemu/findings/finding-file.ts';
import { describeStep, tellStory } from '../../qemu/story.ts';

const problem = {
  property: 'LIVENESS',
  text: 'x',
  pages: [],
  writer: 'nobody',
  isStale: false,
} as const;

/** The families in which the link may be cut. */
const BREAKS = /^(broken-.*|pause-before-switchover|recovery|across-versions|capabilities)$/;

describe('the scenarios of each family', () => {
  it.each(qemuFamilies.map((family) => ({ family, name: family.name })))(
    'of $name can be stored and read again',
    ({ family }) => {
      const draw = makeDraw(family.name);
      const commands = new Set<string>();
      for (let count = 0; count < 60; count++)
        for (const capabilities of variantsOf(family)) {
          const scenario = drawQemuScenario(draw, family, { capabilities, hugePages: false });
          for (const { command } of scenario.operator) commands.add(command);
          const finding = {
            format: 'migcheck-qemu-finding',
            version: 1,
            qemu: '11.1.3',
            scenario,
            schedule: [],
            problem,
          } as const;
          expect(parseFinding(printFinding(finding), 'x')).toEqual(finding);
        }
      expect(commands.has('migrate')).toBe(true);
      expect(commands.has('cut')).toBe(BREAKS.test(family.name));
    },
  );
});

describe('sets of capabilities', () => {
  const binary = (refused: readonly string[]): QemuBinary => ({
    path: 'qemu',
    version: '11.1.3',
    refuses: new Map(refused.map((set) => [set, 'no'])),
  });
  const pairs = setsOfCapabilities.filter((set) => set.length === 2);

  it('have each pair that a binary allows once before any comes again', () => {
    const [refused = []] = pairs;
    const sets = makeCapabilitySets([binary([refused.join()])], makeDraw('sets'));
    const draw = makeDraw('draw');
    const drawn = pairs.slice(1).map(() => sets?.next(draw) ?? []);
    for (const pair of pairs.slice(1))
      expect(drawn.some((set) => pair.every((one) => set.includes(one)))).toBe(true);
    expect(drawn.map((set) => set.join())).not.toContain(refused.join());
    expect(drawn.some((set) => set.length === 3)).toBe(true);
  });

  it('are none if all are refused', () => {
    const all = binary(setsOfCapabilities.map((set) => set.join()));
    expect(makeCapabilitySets([all], makeDraw('sets'))).toBeUndefined();
  });
});

describe('a part of the link', () => {
  it.each<[string, LinkPart, readonly boolean[]]>([
    ['everything', {}, [true, true, true, true]],
    ['a connection', { channel: 0 }, [true, true, false, false]],
    ['a direction', { direction: 'back' }, [false, true, false, true]],
    ['both', { channel: 1, direction: 'forward' }, [false, false, true, false]],
  ])('can be %s', (_what, part, expected) => {
    const all = [0, 1].flatMap((channel) =>
      (['forward', 'back'] as const).map((direction) => covers(part, channel, direction)),
    );
    expect(all).toEqual(expected);
  });
});

/** Every byte is an item. */
function byBytes(): Cutter {
  let at = 0;
  return {
    push: (bytes) => Array.from(bytes, () => ({ kind: 'opaque', from: at, end: ++at })),
    complaint: () => undefined,
  };
}

/** One end of a connection: what it has received, and whether the other end is gone. */
class End {
  readonly heard: number[] = [];
  isOver = false;
  readonly socket: Socket;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (bytes: Buffer) => this.heard.push(...bytes));
    socket.on('end', () => (this.isOver = true));
    socket.on('close', () => (this.isOver = true));
    socket.on('error', () => undefined);
  }
}

describe('a connection of which a part is lost', () => {
  let folder: string;
  let listener: Server;
  let relay: Relay;
  let source: End;
  let destination: End;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'migcheck-test-'));
    const to = join(folder, 'to');
    const from = join(folder, 'from');
    const arrived = new Promise<End>((resolve) => {
      listener = createServer({ allowHalfOpen: true }, (socket) => resolve(new End(socket)));
    });
    await new Promise<void>((resolve) => listener.listen(to, resolve));
    relay = await openRelay({
      from,
      to,
      cutter: byBytes,
      onPass: () => undefined,
      onChange: () => undefined,
    });
    source = new End(connect({ path: from, allowHalfOpen: true }));
    await until(() => relay.channels.length === 1);
    relay.channels[0]?.connect();
    destination = await arrived;
  });
  afterEach(() => {
    relay.cut();
    listener.close();
    source.socket.destroy();
    destination.socket.destroy();
    rmSync(folder, { recursive: true });
  });

  it('still brings the other direction', async () => {
    relay.cut({ direction: 'back' });
    await until(() => source.isOver);
    source.socket.write('f');
    await until(() => relay.channels[0]?.forward.next() !== undefined);
    relay.channels[0]?.forward.pass();
    await until(() => destination.heard.length === 1);
    expect([destination.isOver, source.heard]).toEqual([false, []]);
  });

  it('tells the receiver the end of a direction, and not the sender', async () => {
    source.socket.write('held');
    await until(() => relay.channels[0]?.forward.next() !== undefined);
    relay.cut({ channel: 0, direction: 'forward' });
    await until(() => destination.isOver);
    expect([source.isOver, destination.heard]).toEqual([false, []]);
  });

  it('is over for both if both directions are lost', async () => {
    relay.cut({ channel: 0 });
    await until(() => source.isOver && destination.isOver);
    expect([source.heard, destination.heard]).toEqual([[], []]);
  });

  it('ends for a source whose destination is gone, once it has what the destination sent', async () => {
    destination.socket.write('b');
    destination.socket.end();
    await until(() => relay.channels[0]?.back.next() !== undefined);
    expect(source.isOver).toBe(false);
    relay.channels[0]?.back.pass();
    await until(() => source.isOver);
    expect(source.heard).toEqual(['b'.charCodeAt(0)]);
  });
});

async function until(isSo: () => boolean): Promise<void> {
  await expect.poll(isSo, { interval: 2, timeout: 5000 }).toBe(true);
}

describe('the story of a run', () => {
  it.each([
    [
      { command: 'cut', after: 0, status: 'device', link: { channel: 1 } },
      'cut channel 1 (in device)',
    ],
    [{ command: 'kill', after: 3, host: 'source' }, 'kill source (after 3 items)'],
    [
      {
        command: 'hold',
        after: 0,
        status: 'any',
        at: { item: 'shut', is: 'held' },
        link: { direction: 'back' },
        ms: 500,
      },
      'hold back for 500 ms (shut held)',
    ],
  ] as const)('names a step %j', (step, expected) => {
    expect(describeStep(step)).toBe(expected);
  });

  it('keeps what the operator did, however much passes', () => {
    const [family] = qemuFamilies;
    if (family === undefined) throw new Error('there is no family');
    const scenario = drawQemuScenario(makeDraw('story'), family, { hugePages: false });
    const happenings = Array.from({ length: 200 }, (_, at): readonly Happening[] => [
      {
        kind: 'item',
        us: 10 * at,
        attempt: 0,
        channel: 0,
        direction: at % 2 === 0 ? 'forward' : 'back',
        item: { kind: 'opaque', from: at, end: at + 1 },
      },
      at % 50 === 0
        ? { kind: 'operator', us: 10 * at + 1, command: `deed ${at}` }
        : { kind: 'event', us: 10 * at + 1, attempt: 0, host: 'source', event: 'E', data: {} },
    ]).flat();
    const story = tellStory(scenario, happenings);
    expect(story.length).toBeLessThanOrEqual(22);
    const deeds = story.filter(({ actor }) => actor === 'operator').map(({ text }) => text);
    expect(deeds).toEqual(['deed 0', 'deed 50', 'deed 100', 'deed 150']);
  });
});
