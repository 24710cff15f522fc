/**
 * Judging real QEMU by what was observed, without running it: what is a problem, what is not, and how sure it
 * is.
 */
import { describe, expect, it } from 'vitest';
import { mayEnd } from '../../../impl/qemu/attempt/attempt.ts';
import type { Happening } from '../../../impl/qemu/happenings.ts';
import type { QemuBinary } from '../../../impl/qemu/host.ts';
import { Session } from '../../../impl/qemu/session.ts';
import { verdictOf } from '../../commands/cli/qemu/output.ts';
import type { JudgedMigration } from '../../qemu/campaign.ts';
import { drawQemuScenario } from '../../qemu/scenarios/draw-scenario.ts';
import type { QemuFamily } from '../../qemu/scenarios/family.ts';
import { qemuFamilies } from '../../qemu/scenarios/families.ts';
import type { QemuFinding } from '../../qemu/findings/findings.ts';
import { collectFindings, isUnreproduced } from '../../qemu/findings/findings.ts';
import type { Problem } from '../../qemu/judging/problem.ts';
import { judge } from '../../qemu/judging/judge.ts';
import { rateOf, runAgain } from '../../qemu/findings/reproduce.ts';
import type { MigrationRun } from '../../qemu/run-migration.ts';
import { splitBrain } from '../../qemu/judging/split-brain.ts';
import { makeDraw } from '../../judging/execution/random-source.ts';
import { judgementOf } from '../support/judgement.ts';

type Told = readonly [us: number, host: 'source' | 'destination', what: string];

function happeningsOf(told: readonly Told[]): readonly Happening[] {
  return told.map(([us, host, what]) => {
    if (what === 'exit') return { kind: 'exit', us, attempt: 1, host };
    if (/^[a-z]/.test(what)) return { kind: 'operator', us, command: what };
    const [event = '', status] = what.split(' ');
    return { kind: 'event', us, attempt: 1, host, event, data: status ? { status } : {} };
  });
}

const [precopy] = qemuFamilies as readonly [QemuFamily];
const binary: QemuBinary = { path: 'qemu', version: '11.1.3', refuses: new Map() };
const scenario = drawQemuScenario(makeDraw('x'), precopy, { hugePages: false });

const AT_ONCE = /^the guest runs on both hosts at once/;

describe('a guest that runs on both hosts', () => {
  it.each<[string, readonly Told[]]>([
    [
      'the source goes on beside the destination',
      [
        [1, 'source', 'STOP'],
        [2, 'destination', 'RESUME'],
        [3, 'source', 'RESUME'],
      ],
    ],
    [
      'the source goes on first, and then the destination begins',
      [
        [1, 'source', 'STOP'],
        [2, 'source', 'RESUME'],
        [3, 'destination', 'RESUME'],
      ],
    ],
    ['the source was never stopped', [[3, 'destination', 'RESUME']]],
    [
      'one monitor is heard before the other',
      [
        [1, 'source', 'STOP'],
        [3, 'source', 'RESUME'],
        [2, 'destination', 'RESUME'],
      ],
    ],
  ])('is reported if %s', (_how, told) => {
    expect(splitBrain(happeningsOf(told))).toMatchObject([
      { property: 'R', text: expect.stringMatching(AT_ONCE) as string },
    ]);
  });

  it.each<[string, readonly Told[]]>([
    [
      'it switches over, whichever monitor is heard first',
      [
        [2, 'destination', 'RESUME'],
        [1, 'source', 'STOP'],
      ],
    ],
    [
      'the destination was stopped before',
      [
        [1, 'source', 'STOP'],
        [2, 'destination', 'RESUME'],
        [3, 'destination', 'STOP'],
        [4, 'source', 'RESUME'],
      ],
    ],
    [
      'the destination had ended',
      [
        [1, 'source', 'STOP'],
        [2, 'destination', 'RESUME'],
        [3, 'destination', 'exit'],
        [4, 'source', 'RESUME'],
      ],
    ],
    [
      'the source is told to go on',
      [
        [1, 'source', 'STOP'],
        [2, 'destination', 'RESUME'],
        [3, 'source', 'continue-source'],
        [4, 'source', 'RESUME'],
      ],
    ],
    [
      'the source goes on alone',
      [
        [1, 'source', 'STOP'],
        [2, 'source', 'RESUME'],
      ],
    ],
  ])('is not reported if %s', (_how, told) => {
    expect(splitBrain(happeningsOf(told))).toEqual([]);
  });
});

describe('a run that the harness ends', () => {
  const never = new Promise<never>(() => undefined);

  it('notes nothing that happens after that', () => {
    const hearers: ((heard: { event: string; data: object; us: number }) => void)[] = [];
    const source = {
      exited: never,
      qmp: { onEvent: (hear: (typeof hearers)[number]) => hearers.push(hear) },
    };
    const surroundings = { now: () => 7 };
    const session = new Session(scenario, surroundings as never, source as never);
    session.complain({ property: 'LIVENESS', text: 'the real complaint' });
    session.end();
    for (const hear of hearers) hear({ event: 'RESUME', data: {}, us: 8 });
    session.noteEvent('source', 'MIGRATION', { status: 'failed' }, 9);
    session.closeComplaints();
    session.complain({ property: 'CRASH', text: 'it was told to go' });
    session.noteExit('destination');
    expect(session.overAt).toBe(7);
    expect(session.happenings.map((one) => one.kind)).toEqual(['complaint']);
  });

  it('keeps its complaint', () => {
    const complaint = { property: 'LIVENESS', text: 'the real complaint' } as const;
    const happenings = [
      ...happeningsOf([[1, 'source', 'STOP']]),
      { kind: 'complaint', us: 2, complaint } as const,
    ];
    expect(judge(scenario, binary, runWith({ happenings })).problems).toMatchObject([complaint]);
  });
});

describe('a destination that ends', () => {
  it.each([
    ['with a status, after a cancel', 'exited', { isCancelled: true }, true],
    ['with a status, after the link was lost', 'exited', { isLost: true }, true],
    ['by a signal, after a cancel', 'crashed', { isCancelled: true }, false],
    ['with a status, unexpectedly', 'exited', {}, false],
    ['killed, when it was given up', 'killed', { isGivenUp: true }, true],
    ['by a signal, when it was given up', 'crashed', { isGivenUp: true }, false],
  ])('%s may do so, or has crashed', (_what, how, attempt, expected) => {
    const whole = { isGivenUp: false, isCancelled: false, isLost: false, ...attempt };
    const end = { hasExited: how === 'exited', wasKilled: how === 'killed' };
    expect(mayEnd(whole, end)).toBe(expected);
  });

  it('has crashed even if the guest runs on both hosts', () => {
    const crash = { property: 'CRASH', text: 'destination has ended (SIGSEGV)' } as const;
    const happenings = [
      ...happeningsOf([[3, 'destination', 'RESUME']]),
      { kind: 'complaint', us: 4, complaint: crash } as const,
    ];
    const { problems } = judge(scenario, binary, runWith({ happenings }));
    expect(problems.map(({ property }) => property)).toEqual(['R', 'CRASH']);
  });
});

function runWith(parts: Partial<MigrationRun>): MigrationRun {
  const before = new Uint8Array(scenario.memoryMiB << 20);
  const none = { happenings: [], schedule: [], arrivals: [], remaining: undefined, traces: [] };
  return { ...none, before, ms: 1, ...parts };
}

describe('a migration whose log has no events', () => {
  it('is not validated: it is not a finding, and does not pass', () => {
    const idle = { ...scenario, pages: [], zeroPages: [], vcpu: [], device: [], reads: [] };
    const memory = new Uint8Array(0);
    const arrivals = [
      { attempt: 0, begun: 3, us: 4, memory: { source: memory, destination: memory } },
    ];
    const happenings = happeningsOf([
      [1, 'source', 'MIGRATION setup'],
      [2, 'source', 'MIGRATION completed'],
    ]);
    const judgement = judge(idle, binary, runWith({ arrivals, happenings }));
    const notUnderstood = 'the log of the source has no events';
    expect(judgement).toMatchObject({ problems: [], isValidated: false, notUnderstood });
    const told = {
      scenario: 'precopy',
      version: '11.1.3',
      isAcross: false,
      capabilities: [],
      isRight: true,
    };
    const summary = { ...runOf([], 0), ...told };
    const sought = { findings: [], controls: [], stopped: undefined };
    const one = { ...summary, isValidated: false, notUnderstood };
    expect(verdictOf({ ...sought, migrations: [one] }, false)).toBe('incomplete');
    const read = { ...one, notUnderstood: undefined };
    expect(verdictOf({ ...sought, migrations: [read] }, false)).toBe('passed');
  });
});

const hang: Problem = {
  property: 'LIVENESS',
  text: 'this does not end',
  pages: [],
  writer: 'nobody',
  isStale: false,
};

function runOf(problems: readonly Problem[], drawn: number, operations = 1): JudgedMigration {
  const device = Array.from({ length: operations }, () => ({
    kind: 'word' as const,
    page: 0,
    after: 0,
    sent: 0,
  }));
  return {
    index: drawn,
    drawn,
    scenario: { ...scenario, vcpu: [], device },
    binary,
    schedule: [],
    judgement: judgementOf(problems),
    ms: 1,
    ambiguous: 0,
    course: { hasSwitchedOver: false, hasAsked: false, isSlowedDown: false },
  };
}

function findingMetIn(runs: readonly JudgedMigration[]): QemuFinding {
  const findings = collectFindings([]);
  runs.forEach(findings.add);
  return findings.all()[0] as QemuFinding;
}

describe('a finding', () => {
  const never = { times: 10, reproduced: 0, example: undefined, others: [] };

  it('is rerun with several examples, the shortest first, until one reproduces it', async () => {
    const finding = findingMetIn([3, 1, 4, 2].map((size, drawn) => runOf([hang], drawn, size)));
    const sizes: number[] = [];
    await runAgain(finding, async ({ run }) => {
      sizes.push(run.scenario.device.length);
      const isTheOne = run.scenario.device.length === 3;
      return isTheOne ? { ...never, reproduced: 4, example: hang } : never;
    });
    expect(sizes).toEqual([1, 2, 3]);
    expect(finding.rate).toMatchObject({ times: 10, reproduced: 4 });
    expect(finding.example.scenario.device).toHaveLength(3);
  });

  it('is unreproduced if no example reproduces it, unless two seeds met it', async () => {
    const tryOut = (): Promise<typeof never> => Promise.resolve(never);
    const [once, sameSeed, twice] = [
      [runOf([hang], 0)],
      [runOf([hang], 0), runOf([hang], 0)],
      [runOf([hang], 0), runOf([hang], 1)],
    ].map(findingMetIn) as [QemuFinding, QemuFinding, QemuFinding];
    for (const finding of [once, sameSeed, twice]) await runAgain(finding, tryOut);
    expect(twice.rate).toMatchObject({ times: 20, reproduced: 0 });
    expect([once, sameSeed, twice].map(isUnreproduced)).toEqual([true, true, false]);
    const sought = { migrations: [], controls: [], stopped: undefined };
    const verdicts = [once, twice].map((one) => verdictOf({ ...sought, findings: [one] }, false));
    expect(verdicts).toEqual(['incomplete', 'violated']);
  });

  it('is not reproduced by another cause of the same property, but is not taken for nothing then', async () => {
    const other: Problem = { ...hang, text: 'the source does not quit' };
    expect(rateOf([[other], [other], []], hang)).toEqual({
      times: 3,
      reproduced: 0,
      example: undefined,
      others: [{ problem: other, met: 2 }],
    });
    const details: Problem = { ...hang, text: `${hang.text}: vcpu, reader (source active)` };
    expect(rateOf([[details]], hang).reproduced).toBe(1);
    expect(rateOf([[other], [details]], details, (one) => one.text).reproduced).toBe(1);
    expect(
      rateOf([[details]], hang, ({ text }) => (text === hang.text ? 'old' : undefined)).reproduced,
    ).toBe(0);
    const crash: Problem = { ...other, property: 'CRASH' };
    const unreproduced = [other, crash].map((problem) => {
      const rate = { ...never, others: [{ problem, met: 2 }] };
      return isUnreproduced({ ...findingMetIn([runOf([hang], 0)]), rate });
    });
    expect(unreproduced).toEqual([false, true]);
  });

  it('is reproduced by any sign of a lost page of the same writer', () => {
    const lost: Problem = { ...hang, property: 'END', writer: 'vcpu', pages: ['m0:1'] };
    const read: Problem = { ...lost, property: 'G1', text: 'a read' };
    expect(rateOf([[read], [{ ...read, writer: 'device' }]], lost).reproduced).toBe(1);
  });

  it('is reported together with other problems that its reruns meet', () => {
    const crash: Problem = { ...hang, property: 'CRASH', text: 'source has ended (SIGSEGV)' };
    const rate = rateOf([[crash], [], [crash, hang], [crash, crash]], hang);
    expect(rate).toEqual({
      times: 4,
      reproduced: 1,
      example: hang,
      others: [{ problem: crash, met: 3 }],
    });
  });
});
