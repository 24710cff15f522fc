/** Migrations through a file, and the memory of one moment that a background snapshot saves. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { throughFile } from '../../../impl/qemu/attempt/through-file.ts';
import type { Happening } from '../../../impl/qemu/happenings.ts';
import type { QemuScenario } from '../../../impl/qemu/scenario.ts';
import { SNAPSHOT, TARGET_PAGE_BYTES } from '../../../impl/qemu/scenario.ts';
import type { Session } from '../../../impl/qemu/session.ts';
import { makeDraw } from '../../judging/execution/random-source.ts';
import { findingFileOf } from '../../qemu/findings/finding-file.ts';
import { writeReproducer } from '../../qemu/findings/write-reproducer.ts';
import { wrongPages } from '../../qemu/judging/end-state.ts';
import {
  guestNotResumed,
  isUnderWayAt,
  snapshotIn,
  unknownMoment,
} from '../../qemu/judging/snapshot.ts';
import { pageVersions } from '../../qemu/page-versions.ts';
import type { MigrationRun } from '../../qemu/run-migration.ts';
import { drawQemuScenario } from '../../qemu/scenarios/draw-scenario.ts';
import { qemuFamilies } from '../../qemu/scenarios/families.ts';
import type { QemuFamily } from '../../qemu/scenarios/family.ts';
import { temporaryFolder } from '../support/support.ts';

function familyOf(name: string): QemuFamily {
  const family = qemuFamilies.find((one) => one.name === name);
  if (family === undefined) throw new Error(`there is no family ${name}`);
  return family;
}

describe('what goes through a file', () => {
  it.each(['file-target', 'background-snapshot'])('%s goes through one that QEMU knows', (name) => {
    const drawn = Array.from({ length: 40 }, (_, seed) => {
      const draw = (hasFiles: boolean): QemuScenario =>
        drawQemuScenario(makeDraw(`${seed}`), familyOf(name), { hugePages: false, hasFiles });
      return { here: draw(true), before: draw(false) };
    });
    expect(new Set(drawn.map(({ here }) => here.target))).toEqual(new Set(['file', 'exec']));
    for (const { here, before } of drawn) expect(before).toEqual({ ...here, target: 'exec' });
  });

  it('has a file of its own with fixed places for the pages', () => {
    const capabilities = ['mapped-ram', 'multifd'];
    for (let seed = 0; seed < 9; seed++) {
      const narrowed = { capabilities, hugePages: false };
      const family = familyOf('file-target');
      expect(drawQemuScenario(makeDraw(`${seed}`), family, narrowed).target).toBe('file');
    }
  });

  it.each([[[]], [[SNAPSHOT]]])('is written whole by the command of %j', (capabilities) => {
    const folder = temporaryFolder();
    const path = (name: string): string => join(folder, name);
    const session = { scenario: { capabilities }, surroundings: { workspace: { path } } };
    const { to, later } = throughFile(session as unknown as Session, 'exec');
    // Not a multiple of what the slow command takes at once.
    const stream = Buffer.from(Array.from({ length: 400_001 }, (_, at) => at % 251));
    const { status, stderr } = spawnSync('sh', ['-c', to.replace(/^exec:/, '')], { input: stream });
    expect({ status, stderr: stderr.toString() }).toEqual({ status: 0, stderr: '' });
    expect(readFileSync(later.file).equals(stream)).toBe(true);
    expect(existsSync(`${later.file}.part`)).toBe(false);
    const { stdout } = spawnSync('sh', ['-c', later.uri.replace(/^exec:/, '')]);
    expect(stdout.equals(stream)).toBe(true);
  });
});

/** One page that the device writes three times: at 10, 20 and 30 microseconds. */
const scenario: QemuScenario = {
  ...drawQemuScenario(makeDraw('x'), familyOf('background-snapshot'), { hugePages: false }),
  pages: [3],
  zeroPages: [],
  vcpu: [],
  device: ['word', 'fill', 'word'].map((kind) => ({
    kind: kind as 'word' | 'fill',
    page: 0,
    after: 0,
    sent: 0,
  })),
  reads: [],
};
const versions = pageVersions(scenario);

function event(name: string, us: number): Happening {
  return { kind: 'event', us, attempt: 1, host: 'source', event: name, data: {} };
}

function write(index: number, begun: number, acknowledged: number): Happening {
  const still = { value: undefined, isAmbiguous: false, isLost: false };
  return {
    kind: 'operation',
    actor: 'device',
    host: 'source',
    index,
    begun,
    acknowledged,
    ...still,
  };
}

const PAGES = 8;

/** The memory after so many writes, all else as at the beginning. */
function memoryAfter(writes: number): Uint8Array {
  const memory = new Uint8Array(PAGES * TARGET_PAGE_BYTES);
  for (let page = 0; page < PAGES; page++)
    memory.set(versions.initialBytes(page), page * TARGET_PAGE_BYTES);
  const words = new Uint32Array(TARGET_PAGE_BYTES / 4);
  const { first, second, rest } = versions.afterWrites(0, writes);
  words.fill(rest).set([first, second]);
  memory.set(new Uint8Array(words.buffer), 3 * TARGET_PAGE_BYTES);
  return memory;
}

/** A run whose guest has written three times by now. @param moment - when it was stopped and resumed */
function runOf(image: Uint8Array, moment: readonly [stop: number, resume: number]): MigrationRun {
  const [stop, resume] = moment;
  const source = memoryAfter(3);
  return {
    happenings: [
      write(0, 10, 12),
      write(1, 20, 22),
      write(2, 30, 32),
      event('STOP', stop),
      event('RESUME', resume),
    ],
    schedule: [],
    before: memoryAfter(0),
    arrivals: [{ attempt: 0, begun: 90, us: 91, memory: { source, destination: image } }],
    remaining: { us: 99, memory: source },
    traces: [],
    ms: 1,
  };
}

describe('the image of a background snapshot', () => {
  it.each([
    // The moment lies between the first and the second write, then across the second.
    [15, 16, [1]],
    [21, 25, [1, 2]],
    [35, 36, [3]],
    [1, 2, [0]],
  ])('of the moment from %d to %d has the writes before it: %j', (stop, resume, right) => {
    for (const writes of [0, 1, 2, 3]) {
      const wrong = wrongPages(scenario, runOf(memoryAfter(writes), [stop, resume]));
      const expected = right.includes(writes) ? [] : [{ page: 3, host: 'destination' }];
      expect(wrong.map(({ page, host }) => ({ page, host }))).toEqual(expected);
    }
  });

  it('may have a half-done write only if the write was under way', () => {
    const image = memoryAfter(1);
    const half = memoryAfter(2).subarray(3 * TARGET_PAGE_BYTES, 3 * TARGET_PAGE_BYTES + 2048);
    image.set(half, 3 * TARGET_PAGE_BYTES);
    expect(wrongPages(scenario, runOf(image, [21, 25]))).toEqual([]);
    expect(wrongPages(scenario, runOf(image, [15, 16]))).toMatchObject([
      { page: 3, found: 'torn' },
    ]);
  });

  it('has every page that was not written as it was', () => {
    const image = memoryAfter(1);
    image[5 * TARGET_PAGE_BYTES] = (image[5 * TARGET_PAGE_BYTES] ?? 0) ^ 1;
    expect(wrongPages(scenario, runOf(image, [15, 16]))).toMatchObject([{ page: 5 }]);
  });

  it('does not excuse the memory of the guest that goes on', () => {
    const run = runOf(memoryAfter(1), [15, 16]);
    const lost = { ...run, remaining: { us: 99, memory: memoryAfter(2) } };
    expect(wrongPages(scenario, lost)).toMatchObject([{ page: 3, host: 'source' }]);
  });

  it('leaves a write open that was under way at that moment, and tells that it was', () => {
    const { happenings } = runOf(memoryAfter(1), [21, 25]);
    const moment = snapshotIn(scenario, happenings);
    const across = happenings.filter(
      (one) => one.kind === 'operation' && isUnderWayAt(moment, one),
    );
    expect(across).toEqual([write(1, 20, 22)]);
  });

  it('is not judged if the moment is not told', () => {
    const run = { ...runOf(memoryAfter(0), [15, 16]), happenings: [event('STOP', 15)] };
    expect(unknownMoment(scenario, run)).toContain('does not tell');
    expect(unknownMoment(scenario, runOf(memoryAfter(0), [15, 16]))).toBeUndefined();
    expect(wrongPages(scenario, { ...run, remaining: undefined })).toEqual([]);
  });

  it.each([
    ['running', 0],
    ['paused', 1],
  ])('leaves the guest %s: %d problems', (runState, problems) => {
    const migration = { status: 'completed' };
    const settled = { kind: 'settled', us: 9, host: 'source', runState, migration } as const;
    expect(guestNotResumed(scenario, [settled])).toHaveLength(problems);
  });

  it('is nothing that a script without this project can judge', () => {
    const binary = { path: 'qemu', version: '10.0.2', refuses: new Map<string, string>() };
    const problem = {
      property: 'END',
      text: 'x',
      pages: [],
      writer: 'vcpu',
      isStale: true,
    } as const;
    const finding = findingFileOf({ scenario, schedule: [], binary }, problem);
    const file = join(temporaryFolder(), 'x.py');
    expect(() => writeReproducer(finding, file)).toThrow('cannot be a script');
    expect(existsSync(file)).toBe(false);
  });
});
