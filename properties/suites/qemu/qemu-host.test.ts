/**
 * The parts that drive QEMU, as far as they can be tested without it: probing, drawing, holding, reading,
 * cleaning up.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import type { Socket } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { bytesOf, uniform } from '../../../impl/qemu/contents.ts';
import type { Cutter } from '../../../impl/qemu/gate.ts';
import { openRelay } from '../../../impl/qemu/relay.ts';
import type { GuestOperation, QemuScenario } from '../../../impl/qemu/scenario.ts';
import { parseTraceLog } from '../../../impl/qemu/trace-log.ts';
import { within } from '../../../impl/qemu/within.ts';
import { openWorkspace } from '../../../impl/qemu/workspace.ts';
import { BadFile } from '../../../traces/parse-json.ts';
import type { WireItem } from '../../../traces/wire-reader.ts';
import { projectRoot } from '../../project-root.ts';
import { drawQemuScenario } from '../../qemu/scenarios/draw-scenario.ts';
import { familyGroups, qemuFamilies } from '../../qemu/scenarios/families.ts';
import type { FindingFile } from '../../qemu/findings/finding-file.ts';
import { parseFinding, printFinding } from '../../qemu/findings/finding-file.ts';
import type { Problem } from '../../qemu/judging/problem.ts';
import { pageVersions } from '../../qemu/page-versions.ts';
import { makeDraw } from '../../judging/execution/random-source.ts';
import { describeWith } from '../support/requirements.ts';
import { migcheck, migcheckHere, runNode, temporaryFolder } from '../support/support.ts';

const guestFolder = join(projectRoot, 'impl', 'qemu', 'guest');

describe('without QEMU', () => {
  it('says in one line how to install it', async () => {
    const path = temporaryFolder();
    const { status, stdout, stderr } = await migcheck(['qemu'], { env: { PATH: path } });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toBe(
      'migcheck: QEMU is not installed: apt-get install -y --no-install-recommends ' +
        'qemu-system-x86, or set MIGCHECK_QEMU=path[:path...]\n',
    );
  });

  it.each([
    [['--scenario', 'nonsense'], 'no scenario for QEMU is called "nonsense"'],
    [['--machine', 'isapc'], 'no machine is called "isapc"'],
    [['--writer', 'nobody'], 'no writer is called "nobody"'],
    [['--jobs', '0'], 'a positive whole number is expected'],
    [['--runs', 'x'], 'a positive whole number is expected'],
  ])('refuses %s', async (flags, why) => {
    const { status, stderr } = await migcheckHere(['qemu', ...flags]);
    expect(status).toBe(2);
    expect(stderr).toContain(why);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('refuses a binary that is not QEMU', async () => {
    const { status, stderr } = await migcheck(['qemu'], { env: { MIGCHECK_QEMU: '/bin/true' } });
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: 'migcheck: MIGCHECK_QEMU: /bin/true is not a QEMU that can be run\n',
    });
  });

  it('lists its scenarios', async () => {
    const { status, stdout } = await migcheck(['qemu', '--scenario', 'list']);
    expect(status).toBe(0);
    const names = [...stdout.matchAll(/^(\S+) {2,}/gm)].map(([, name]) => name);
    expect(names).toEqual([...qemuFamilies, ...familyGroups].map(({ name }) => name));
  });
});

describe('a wait', () => {
  it('ends', async () => {
    const never = new Promise<void>(() => undefined);
    await expect(within(10, 'somebody', never)).rejects.toThrow('somebody: no answer for 0.01 s');
    await expect(within(1000, 'somebody', Promise.resolve(1))).resolves.toBe(1);
  });
});

const committed = readFileSync(join(guestFolder, 'mailbox.bin'));

describeWith('gcc', 'the assembled firmware', () => {
  it('matches its source', () => {
    const output = join(temporaryFolder(), 'mailbox.bin');
    expect(spawnSync(join(guestFolder, 'assemble.sh'), [output]).status).toBe(0);
    expect(readFileSync(output).equals(committed)).toBe(true);
  });
});

describe('the firmware', () => {
  it('fills the 64 KiB below the end of memory, and begins with a jump', () => {
    expect(committed).toHaveLength(1 << 16);
    const farJump = 0xea;
    expect(committed[0xfff0]).toBe(farJump);
  });
});

describe('the workspace', () => {
  it('is removed even if the harness is killed', async () => {
    const module = join(projectRoot, '.build', 'impl', 'qemu', 'workspace.js');
    const script = `
      const { openWorkspace } = await import(${JSON.stringify(module)});
      console.log(openWorkspace().folder);
      process.kill(process.pid, 'SIGKILL');`;
    const { stdout } = await runNode(['--input-type=module', '--eval', script]);
    const folder = stdout.trim();
    expect(folder).toContain('migcheck-');
    for (let tries = 0; existsSync(folder) && tries < 200; tries++) await setTimeout(25);
    expect(existsSync(folder)).toBe(false);
  });

  it('that a dead process left behind is removed by the next one', () => {
    const first = openWorkspace();
    const parent = dirname(first.folder);
    const [, , where = ''] = basename(first.folder).split('-');
    const leave = (pid: number, namespace: string): string =>
      mkdtempSync(join(parent, `migcheck-${pid}-${namespace}-`));
    const gone = leave(2 ** 22 + 1, where);
    const kept = [leave(process.ppid, where), leave(2 ** 22 + 1, '1')];
    const second = openWorkspace();
    const areThere = [gone, first.folder, ...kept].map((folder) => existsSync(folder));
    for (const one of [first, second]) one.close();
    for (const one of kept) rmSync(one, { recursive: true });
    expect(areThere).toEqual([false, true, true, true]);
  });
});

/** Cuts the bytes into lines. */
function lineCutter(): Cutter {
  let offset = 0;
  let text = '';
  return {
    push(bytes) {
      const lines = (text + Buffer.from(bytes).toString()).split('\n');
      text = lines.pop() ?? '';
      return lines.map((line) => {
        const from = offset;
        offset += line.length + 1;
        return { kind: 'command', name: line, argument: '', from, end: offset };
      });
    },
    complaint: () => undefined,
  };
}

function lineOf(item: WireItem | undefined): string | undefined {
  return item?.kind === 'command' ? item.name : undefined;
}

describe('the relay', () => {
  it('lets through only the items that it is told to, changed or not', async () => {
    const folder = temporaryFolder();
    const [from, to] = [join(folder, 'from'), join(folder, 'to')];
    let received = '';
    const server = createServer((socket) => socket.on('data', (bytes) => (received += bytes)));
    await new Promise<void>((resolve) => server.listen(to, resolve));
    const passed: string[] = [];
    const relay = await openRelay({
      from,
      to,
      cutter: lineCutter,
      onChange: () => undefined,
      onPass: (_channel, _direction, item) => passed.push(lineOf(item) ?? ''),
      tampering: {
        item: (item, bytes) => (lineOf(item) === 'second' ? [] : [bytes]),
        loose: (bytes) => Buffer.from(String(Buffer.from(bytes)).toUpperCase()),
      },
    });
    const source: Socket = connect(from);
    source.end('first\nsecond\nthird\nrest');
    await setTimeout(50);
    const [channel] = relay.channels;
    expect(channel?.forward.next()).toBeUndefined();
    channel?.connect();
    await setTimeout(50);
    expect(lineOf(channel?.forward.next())).toBe('first');
    expect(received).toBe('');
    channel?.forward.pass();
    channel?.forward.pass();
    await setTimeout(50);
    expect({ received, passed }).toEqual({ received: 'first\n', passed: ['first', 'second'] });
    relay.open();
    await setTimeout(50);
    expect(received).toBe('first\nthird\nREST');
    relay.cut();
    server.close();
  });
});

describe('the scenario of a seed', () => {
  const scenarioOf = (seed: string, index: number): QemuScenario => {
    const family = qemuFamilies[index % qemuFamilies.length];
    if (family === undefined) throw new Error('there are no families');
    return drawQemuScenario(makeDraw(seed), family, { hugePages: index % 2 === 0 });
  };

  it('is the same every time', () => {
    for (let index = 0; index < 100; index++)
      expect(scenarioOf(`seed ${index}`, index)).toEqual(scenarioOf(`seed ${index}`, index));
  });

  it('gives each page one writer, and each write content that identifies it', () => {
    for (let index = 0; index < 300; index++) {
      const scenario = scenarioOf(`seed ${index}`, index);
      const ofVcpu = new Set(
        scenario.vcpu.filter(({ kind }) => kind !== 'read').map((o) => o.page),
      );
      expect(scenario.device.filter(({ page }) => ofVcpu.has(page))).toEqual([]);
      const versions = pageVersions(scenario);
      scenario.pages.forEach((page, position) => {
        expect(page).toBeLessThan(scenario.memoryMiB << 8);
        const writes = [...scenario.vcpu, ...scenario.device].filter(
          (one) => one.page === position && one.kind !== 'read' && one.kind !== 'loop',
        );
        for (let write = 0; write <= writes.length; write++) {
          const bytes = bytesOf(versions.afterWrites(position, write));
          const isZero = bytes.every((byte) => byte === 0);
          expect(versions.nameOf(position, bytes)).toBe(isZero ? 'zero' : write);
        }
        expect(versions.nameOf(position, bytesOf(uniform(0x1234_5678)))).toBe('foreign');
      });
    }
  });

  it('lets a page show which writes it lacks, and whether it is torn', () => {
    const write = (kind: 'fill' | 'word'): GuestOperation => ({ kind, page: 0, after: 0, sent: 0 });
    const drawn = scenarioOf('seed', 0);
    const programs = { vcpu: [write('fill'), write('fill'), write('word')], device: [], reads: [] };
    const versions = pageVersions({ ...drawn, pages: [300], zeroPages: [], ...programs });
    const [before, , , after] = [0, 1, 2, 3].map((one) => versions.afterWrites(0, one));
    if (before === undefined || after === undefined) throw new Error('there are three writes');
    const lost = (rest: number): Uint8Array => bytesOf({ first: after.first, second: rest, rest });
    expect(versions.nameOf(0, lost(versions.afterWrites(0, 1).rest))).toBe('3 without 2');
    expect(versions.nameOf(0, lost(before.rest))).toBe('3 without 1+2');
    const half = bytesOf(before);
    half.set(bytesOf(versions.afterWrites(0, 1)).subarray(0, 2048));
    expect(versions.nameOf(0, half)).toBe('torn');
    expect(versions.isMixOf(0, [0, 1], half)).toBe(true);
    expect(versions.isMixOf(0, [1, 2], half)).toBe(false);
  });

  it('can be stored in a finding and read back', () => {
    for (let index = 0; index < 50; index++) {
      const finding = findingOf(scenarioOf(`seed ${index}`, index));
      expect(parseFinding(printFinding(finding), 'finding')).toEqual(finding);
    }
  });

  it.each([
    ['not JSON at all', 'not JSON'],
    ['{}', 'at format'],
    [
      printFinding(findingOf(scenarioOf('x', 0)))
        .replace('"q35"', '"vax"')
        .replace('"pc"', '"vax"')
        .replace('"microvm"', '"vax"'),
      'at scenario.machine',
    ],
  ])('is not read from a finding that is %.20s', (text, where) => {
    expect(() => parseFinding(text, 'finding')).toThrow(BadFile);
    expect(() => parseFinding(text, 'finding')).toThrow(where);
  });
});

function findingOf(scenario: QemuScenario): FindingFile {
  const schedule = [{ thread: 'main channel', label: 'connect' }];
  const problem: Problem = {
    property: 'END',
    text: 'a page is old',
    pages: ['m0:300'],
    writer: 'vcpu',
    isStale: true,
  };
  return {
    format: 'migcheck-qemu-finding',
    version: 1,
    qemu: '7.2.22',
    scenario,
    schedule,
    problem,
  };
}

describe("QEMU's trace log", () => {
  it('is read line by line, and lines that are not events are left out', () => {
    const text = '17@1700000000.000250:runstate_set current_run_state 9 (running)\nnoise\n17@170';
    expect(parseTraceLog(text)).toEqual([
      {
        thread: 17,
        us: 1_700_000_000_000_250,
        name: 'runstate_set',
        args: 'current_run_state 9 (running)',
      },
    ]);
  });
});
