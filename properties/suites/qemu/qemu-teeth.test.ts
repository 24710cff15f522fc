/** Builds of QEMU without a fix: what counts as found, and what is said if nothing is built. No QEMU is started. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { verdictOfTeeth } from '../../commands/cli/qemu/teeth-output.ts';
import { makeDraw } from '../../judging/execution/random-source.ts';
import type { JudgedMigration } from '../../qemu/campaign.ts';
import { readKnownFindings } from '../../qemu/findings/known-findings.ts';
import type { Problem } from '../../qemu/judging/problem.ts';
import { drawQemuScenario } from '../../qemu/scenarios/draw-scenario.ts';
import { qemuFamilies } from '../../qemu/scenarios/families.ts';
import type { QemuFamily } from '../../qemu/scenarios/family.ts';
import { baseBuildIn, buildOf, teethFolder } from '../../qemu/teeth/builds.ts';
import type { BuildName, Hunted, Pair } from '../../qemu/teeth/hunt.ts';
import { hunt } from '../../qemu/teeth/hunt.ts';
import { judgementOf } from '../support/judgement.ts';
import { migcheck, temporaryFolder, unwrapped } from '../support/support.ts';

function problem(property: Problem['property'], text = 'something'): Problem {
  return { property, text, pages: [], writer: 'nobody', isStale: false };
}

function runOf(problems: readonly Problem[], drawn: number): JudgedMigration {
  const [family] = qemuFamilies as readonly [QemuFamily];
  return {
    index: drawn,
    drawn,
    scenario: drawQemuScenario(makeDraw(`${drawn}`), family, { hugePages: false }),
    binary: { path: 'qemu', version: '10.2.2', refuses: new Map() },
    schedule: [],
    judgement: judgementOf(problems),
    ms: 500,
    ambiguous: 0,
    course: { hasSwitchedOver: false, hasAsked: false, isSlowedDown: false },
  };
}

interface Told {
  /** The problems of each draw. */
  readonly draws: readonly (readonly [reverted: readonly Problem[], base: readonly Problem[]])[];
  /** How many of ten reruns show the problem again; `undefined` interrupts them. */
  readonly again: (build: BuildName, problem: Problem) => number | undefined;
}

/** A hunt on two pretended builds. */
function hunted({ draws, again }: Told): Promise<Hunted> {
  const pairs = draws.map(([reverted, base], drawn): Pair => ({
    reverted: runOf(reverted, drawn),
    base: runOf(base, drawn),
  }));
  return hunt({
    known: readKnownFindings(),
    next: async () => pairs.shift(),
    async again(_run, one, build) {
      const reproduced = again(build, one);
      if (reproduced === undefined) return undefined;
      return { times: 10, reproduced, example: undefined, others: [] };
    },
  });
}

const END = problem('END', 'a page is old');
const HANG = problem('LIVENESS', 'the migration does not end');
const onlyReverted = (build: BuildName): number => (build === 'reverted' ? 8 : 0);

describe('a hunt for a fix that was taken back', () => {
  it('ends with the first problem that only that build has', async () => {
    const draws = [
      [[], []],
      [[END], []],
      [[HANG], []],
    ] as const;
    const { found, migrations, seconds } = await hunted({ draws, again: onlyReverted });
    expect({ problem: found?.problem, drawn: found?.run.drawn, migrations, seconds }).toEqual({
      problem: END,
      drawn: 1,
      migrations: 2,
      seconds: 1,
    });
    expect(found?.rate.reproduced).toBe(8);
  });

  it.each([
    ['shows in the same draw', [[[END], [END]]], 0],
    [
      'has shown in an earlier draw',
      [
        [[], [END]],
        [[END], []],
      ],
      0,
    ],
    ['shows when it is run again', [[[END], []]], 1],
  ] as const)('does not count what the base %s', async (_, draws, onBase) => {
    const again = (build: BuildName): number => (build === 'reverted' ? 10 : onBase);
    const { found, alsoOnBase } = await hunted({ draws, again });
    expect(found).toBeUndefined();
    expect(alsoOnBase).toEqual(['END a page is old']);
  });

  it('goes on after what the base shows as well', async () => {
    const draws = [[[END, HANG], [END]]] as const;
    expect((await hunted({ draws, again: onlyReverted })).found?.problem).toBe(HANG);
  });

  it('tries what does not reproduce three times, and says so', async () => {
    let reruns = 0;
    const draws = Array.from({ length: 5 }, () => [[HANG], []] as const);
    const again = (): number => {
      reruns++;
      return 0;
    };
    const { found, unreproduced, migrations } = await hunted({ draws, again });
    expect({ found, unreproduced, migrations, reruns }).toEqual({
      found: undefined,
      unreproduced: ['LIVENESS the migration does not end'],
      migrations: 5,
      reruns: 3,
    });
  });

  it.each([
    [2, undefined],
    [3, 3],
  ])('of which %d of ten reruns show it is found: %s', async (of, found) => {
    const again = (build: BuildName): number => (build === 'reverted' ? of : 0);
    const ended = await hunted({ draws: [[[HANG], []]], again });
    expect(ended.found?.rate.reproduced).toBe(found);
  });

  it('proves nothing if it is interrupted', async () => {
    const { found } = await hunted({ draws: [[[END], []]], again: () => undefined });
    expect(found).toBeUndefined();
  });
});

describe('the verdict', () => {
  it.each([
    [['found', 'found'], 'passed'],
    [['found', 'refused'], 'passed'],
    [['found', 'missed', 'not built'], 'violated'],
    [['found', 'not built'], 'incomplete'],
    [['found', 'not tried'], 'incomplete'],
    [['found', 'interrupted'], 'incomplete'],
    [['refused'], 'incomplete'],
    [[], 'incomplete'],
  ] as const)('of %j is %s', (states, verdict) => {
    expect(verdictOfTeeth(states.map((state) => ({ state })))).toBe(verdict);
  });
});

describe('qemu --teeth', () => {
  it('says how to build if nothing is built, and is incomplete', async () => {
    const cache = temporaryFolder();
    const { status, stdout } = await migcheck(['qemu', '--teeth', '--json'], {
      env: { MIGCHECK_QEMU_CACHE: cache },
    });
    expect(status).toBe(3);
    const document = JSON.parse(stdout) as {
      readonly verdict: string;
      readonly build: string;
      readonly teeth: readonly { readonly id: string; readonly state: string }[];
    };
    expect(document.verdict).toBe('incomplete');
    expect(document.build).toContain(`build-qemu.sh sid ${join(cache, 'teeth')}`);
    expect(new Set(document.teeth.map(({ state }) => state))).toEqual(new Set(['not built']));
    expect(document.teeth.map(({ id }) => id)).toContain('tlb-not-rearmed');
  });

  it('refuses the name of no fix', async () => {
    const { status, stderr } = await migcheck(['qemu', '--teeth', 'potato']);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^migcheck: no fix is called "potato"; choose from .*\n$/);
  });

  it('says that a path is wrong before anything else, even if there is no base', async () => {
    const { status, stdout, stderr } = await migcheck(
      ['qemu', '--teeth', 'tlb-not-rearmed,./nothing'],
      { env: { MIGCHECK_QEMU_CACHE: temporaryFolder() } },
    );
    expect({ status, stdout, stderr }).toEqual({
      status: 2,
      stdout: '',
      stderr: 'migcheck: --teeth: ./nothing is not a QEMU that can be run\n',
    });
  });

  it('lists the fixes, and the state of each', async () => {
    const { status, stdout } = await migcheck(['qemu', '--teeth', 'list'], {
      env: { MIGCHECK_QEMU_CACHE: temporaryFolder() },
    });
    expect(status).toBe(0);
    expect(unwrapped(stdout)).toMatch(/tlb-not-rearmed +not built: TCG: .*\(03bfc2188f, 9\.0\)/s);
  });
});

describe('the builds', () => {
  it('are in the cache of versions, each in a folder of its own', () => {
    const folder = teethFolder({ MIGCHECK_QEMU_CACHE: '/own' });
    expect(baseBuildIn(folder)).toBe('/own/teeth/base/qemu');
  });

  it('are there, or were refused for a reason, or are not built', () => {
    const folder = temporaryFolder();
    for (const id of ['one', 'two']) mkdirSync(join(folder, id));
    writeFileSync(join(folder, 'one', 'qemu'), '');
    writeFileSync(join(folder, 'two', 'refused'), 'not in these sources\n');
    expect(['one', 'two', 'three'].map((id) => buildOf({ id }, folder))).toEqual([
      { state: 'built', path: join(folder, 'one', 'qemu') },
      { state: 'refused', why: 'not in these sources' },
      { state: 'absent' },
    ]);
  });
});
