/** What drives QEMU, as far as it can be tested without: what is found out, drawn, held, read and left behind. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { bytesOf, uniform } from '../../impl/qemu/contents.ts';
import type { Piece } from '../../impl/qemu/gate.ts';
import type { QemuBinary } from '../../impl/qemu/host.ts';
import { openRelay } from '../../impl/qemu/relay.ts';
import type { GuestOperation, QemuScenario } from '../../impl/qemu/scenario.ts';
import { parseTraceLog } from '../../impl/qemu/trace-log.ts';
import { within } from '../../impl/qemu/within.ts';
import { BadFile } from '../../traces/parse-json.ts';
import { projectRoot } from '../project-root.ts';
import { drawQemuScenario } from '../qemu/draw-scenario.ts';
import type { JudgedMigration } from '../qemu/campaign.ts';
import type { QemuFamily } from '../qemu/families.ts';
import { qemuFamilies } from '../qemu/families.ts';
import { collectFindings } from '../qemu/findings.ts';
import { resemblanceOf } from '../qemu/resemblance.ts';
import type { FindingFile } from '../qemu/finding-file.ts';
import { parseFinding, printFinding } from '../qemu/finding-file.ts';
import type { Problem } from '../qemu/judge.ts';
import { knownAs, readKnownFindings } from '../qemu/known-findings.ts';
import { pageVersions } from '../qemu/page-versions.ts';
import { makeDraw } from '../strategies/random-source.ts';
import { migcheck, runNode, temporaryFolder } from './support.ts';

const guestFolder = join(projectRoot, 'impl', 'qemu', 'guest');

describe('without QEMU', () => {
  it('says in one line how to install it', async () => {
    const path = temporaryFolder();
    const { status, stdout, stderr } = await migcheck(['qemu'], { env: { PATH: path } });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toBe(
      'migcheck: QEMU is not installed: apt-get install -y --no-install-recommends ' +
        'qemu-system-x86, or say where it is: MIGCHECK_QEMU=path[:path...]\n',
    );
  });

  it.each([
    [['--scenario', 'nonsense'], 'no scenario for QEMU is called "nonsense"'],
    [['--machine', 'isapc'], 'no machine is called "isapc"'],
    [['--writer', 'nobody'], 'no writer is called "nobody"'],
    [['--jobs', '0'], 'a positive whole number is expected'],
    [['--runs', 'x'], 'a positive whole number is expected'],
  ])('refuses %s', async (flags, why) => {
    const { status, stderr } = await migcheck(['qemu', ...flags]);
    expect(status).toBe(2);
    expect(stderr).toContain(why);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('refuses a binary that is no QEMU', async () => {
    const { status, stderr } = await migcheck(['qemu'], { env: { MIGCHECK_QEMU: '/bin/true' } });
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: 'migcheck: MIGCHECK_QEMU: /bin/true is no QEMU that can be run\n',
    });
  });

  it('lists its scenarios', async () => {
    const { status, stdout } = await migcheck(['qemu', '--scenario', 'list']);
    expect(status).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(qemuFamilies.length);
  });
});

describe('a recording', () => {
  it.each([
    ['postcopy', 0, /^accepted: \d+ steps of \d+ pages$/],
    ['lost-write', 1, /^rejected at .*\n {2}allowed only if /],
  ])('of %s is judged by exit code %d', async (name, code, says) => {
    const file = join(projectRoot, 'traces', 'recordings', `${name}.json.gz`);
    const { status, stdout } = await migcheck(['qemu', '--validate', file]);
    expect(status).toBe(code);
    expect(stdout.trim()).toMatch(says);
  });

  it.each([
    ['nowhere.json', 'nowhere.json: no such file'],
    ['package.json', 'package.json at format'],
    ['traces/recordings/precopy.stream.gz', 'precopy.stream.gz'],
  ])('is refused if it is %s', async (file, why) => {
    const { status, stderr } = await migcheck(['qemu', '--validate', file]);
    expect(status).toBe(2);
    expect(stderr).toContain(why);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});

describe('what is wrong with a run', () => {
  const problem = (property: Problem['property'], pages: readonly string[]): Problem => ({
    ...lost('vcpu'),
    property,
    pages,
  });
  const runOf = (problems: readonly Problem[]): JudgedMigration => ({
    index: 0,
    drawn: 0,
    scenario: drawQemuScenario(makeDraw('x'), qemuFamilies[0] as QemuFamily, { hugePages: false }),
    binary: { path: 'qemu', version: '7.2.22', refuses: new Map() },
    schedule: [],
    judgement: { problems, recording: undefined as never, isValidated: true },
    ms: 1,
    ambiguous: 0,
    course: { hasSwitchedOver: false, hasAsked: false, isSlowedDown: false },
  });
  const keysOf = (problems: readonly Problem[]): readonly string[] => {
    const told: string[] = [];
    collectFindings([], ({ key }) => told.push(key)).add(runOf(problems));
    return told;
  };

  it('is one finding if it is about the same pages, and told when it is met', () => {
    const lostPage = problem('END', ['m0:300', 'm0:301']);
    expect(keysOf([lostPage, problem('R', ['m0:301'])])).toEqual(['7.2.22 END precopy vcpu']);
  });

  it('is two if another page is wrong as well', () => {
    const others = problem('R', ['m0:300', 'm0:302']);
    const keys = keysOf([problem('END', ['m0:300']), others]);
    expect(keys).toEqual(['7.2.22 END precopy vcpu', '7.2.22 R precopy vcpu']);
  });

  it.each([
    [lost('vcpu'), 'no-rearm'],
    [lost('device'), 'log-source-dropped'],
    [{ ...lost('nobody'), isStale: false }, 'shared-last-block'],
    [{ ...lost('vcpu'), property: 'CRASH' }, undefined],
  ] as const)('is like a bug of the catalogue, if it is', (one, bug) => {
    expect(resemblanceOf(one)).toBe(bug);
  });
});

describe('a wait', () => {
  it('ends', async () => {
    const never = new Promise<void>(() => undefined);
    await expect(within(10, 'somebody', never)).rejects.toThrow('somebody: nothing for 0.01 s');
    await expect(within(1000, 'somebody', Promise.resolve(1))).resolves.toBe(1);
  });
});

describe('the firmware', () => {
  const committed = readFileSync(join(guestFolder, 'mailbox.bin'));

  it('is what its source says, where there is an assembler', () => {
    const output = join(temporaryFolder(), 'mailbox.bin');
    const { status } = spawnSync(join(guestFolder, 'assemble.sh'), [output]);
    const hasAssembler = spawnSync('as', ['--version']).status === 0;
    expect(status === 0).toBe(hasAssembler);
    const assembled = hasAssembler ? readFileSync(output) : committed;
    expect(assembled.equals(committed)).toBe(true);
  });

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
});

/** Cuts after each newline. */
function lineCutter(): {
  push: (bytes: Uint8Array) => readonly Line[];
  complaint: () => undefined;
} {
  let offset = 0;
  let text = '';
  return {
    push(bytes) {
      const lines = (text + Buffer.from(bytes).toString()).split('\n');
      text = lines.pop() ?? '';
      return lines.map((line) => {
        const from = offset;
        offset += line.length + 1;
        return { from, end: offset, line };
      });
    },
    complaint: () => undefined,
  };
}

interface Line extends Piece {
  readonly line: string;
}

describe('the relay', () => {
  it('lets nothing through but what it is told to, item by item, changed or not', async () => {
    const folder = temporaryFolder();
    const [from, to] = [join(folder, 'from'), join(folder, 'to')];
    let received = '';
    const server = createServer((socket) => socket.on('data', (bytes) => (received += bytes)));
    await new Promise<void>((resolve) => server.listen(to, resolve));
    const passed: string[] = [];
    const relay = await openRelay<Line>({
      from,
      to,
      cutter: lineCutter,
      onChange: () => undefined,
      onPass: (_channel, _direction, { line }) => passed.push(line),
      tamper: ({ line }, bytes) => (line === 'second' ? [] : [bytes]),
    });
    const source: Socket = connect(from);
    source.end('first\nsecond\nthird\nrest');
    await setTimeout(50);
    const [channel] = relay.channels;
    expect(channel?.forward.next()).toBeUndefined();
    channel?.connect();
    await setTimeout(50);
    expect(channel?.forward.next()?.line).toBe('first');
    expect(received).toBe('');
    channel?.forward.pass();
    channel?.forward.pass();
    await setTimeout(50);
    expect({ received, passed }).toEqual({ received: 'first\n', passed: ['first', 'second'] });
    relay.open();
    await setTimeout(50);
    expect(received).toBe('first\nthird\nrest');
    relay.cut();
    server.close();
  });
});

describe('what a seed decides', () => {
  const scenarioOf = (seed: string, index: number): QemuScenario => {
    const family = qemuFamilies[index % qemuFamilies.length];
    if (family === undefined) throw new Error('there are no families');
    return drawQemuScenario(makeDraw(seed), family, { hugePages: index % 2 === 0 });
  };

  it('is the same each time', () => {
    for (let index = 0; index < 100; index++)
      expect(scenarioOf(`seed ${index}`, index)).toEqual(scenarioOf(`seed ${index}`, index));
  });

  it('gives each page one writer, and makes every content say which write it is', () => {
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

  it('lets a page say which writes it lacks, and which one was half done', () => {
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

  it('goes into a finding and comes out again', () => {
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
  ])('refuses a finding that is %.20s', (text, where) => {
    expect(() => parseFinding(text, 'finding')).toThrow(BadFile);
    expect(() => parseFinding(text, 'finding')).toThrow(where);
  });
});

function findingOf(scenario: QemuScenario): FindingFile {
  const schedule = [{ thread: 'main channel', label: 'connect' }];
  const problem = lost('vcpu');
  return {
    format: 'migcheck-qemu-finding',
    version: 1,
    qemu: '7.2.22',
    scenario,
    schedule,
    problem,
  };
}

function lost(writer: Problem['writer']): Problem {
  return { property: 'END', text: 'a page is old', pages: ['m0:300'], writer, isStale: true };
}

describe('known findings', () => {
  const known = readKnownFindings();
  const on = (version: string): { scenario: string; binary: QemuBinary } => ({
    scenario: 'precopy',
    binary: { path: 'qemu', version, refuses: new Map() },
  });

  it.each([
    ['7.2.22', 'vcpu', 'lost-vcpu-writes'],
    ['10.0.2', 'vcpu', undefined],
    ['7.2.22', 'device', undefined],
    ['7.2.22', 'nobody', undefined],
  ] as const)('on %s, a lost write of %s is %s', (version, writer, id) => {
    expect(knownAs(lost(writer), on(version), known)?.id).toBe(id);
  });

  it('are what the files that run them again are about', () => {
    const measured = known.filter((one) => one.measured !== undefined);
    expect(measured.map(({ id }) => id)).toEqual([
      'return-path-deadlock',
      'misnamed-block-hang',
      'split-brain',
    ]);
    for (const { id, measured: { file = '' } = {} } of measured) {
      const text = readFileSync(join(projectRoot, file), 'utf8');
      const {
        problem,
        scenario: { name },
        qemu,
      } = parseFinding(text, file);
      const where = { scenario: name, binary: { path: 'qemu', version: qemu, refuses: new Map() } };
      expect(knownAs(problem, where, known)?.id).toBe(id);
      expect(knownAs(problem, { ...where, scenario: 'postcopy' }, known)).toBeUndefined();
      expect(
        knownAs(problem, { ...where, binary: { ...where.binary, version: '9.0.0' } }, known),
      ).toBeUndefined();
    }
  });

  it('does not excuse contents that were never written', () => {
    expect(knownAs({ ...lost('vcpu'), isStale: false }, on('7.2.22'), known)).toBeUndefined();
  });
});

describe("QEMU's trace log", () => {
  it('is read line by line, and what is no event is left out', () => {
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
