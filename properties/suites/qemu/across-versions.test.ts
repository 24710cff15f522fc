/** Migrations between two versions of QEMU: which pairs are drawn, and how a pair is told, known and replayed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { QemuBinary } from '../../../impl/qemu/host.ts';
import { binaryOf, nameOfPair } from '../../../impl/qemu/host.ts';
import { projectRoot } from '../../project-root.ts';
import { findingFileOf, parseFinding, printFinding } from '../../qemu/findings/finding-file.ts';
import type { KnownFinding } from '../../qemu/findings/known-findings.ts';
import { hostsInRange, knownAs } from '../../qemu/findings/known-findings.ts';
import { reproducerOf } from '../../qemu/findings/write-reproducer.ts';
import { aboutNoPage } from '../../qemu/judging/problem.ts';
import type { Planned } from '../../qemu/plan-campaign.ts';
import { planCampaign } from '../../qemu/plan-campaign.ts';
import { drawQemuScenario } from '../../qemu/scenarios/draw-scenario.ts';
import { qemuFamilies, refusalOf } from '../../qemu/scenarios/families.ts';
import { onCommonMachine, pairOf, pairsOf, whyNoPairs } from '../../qemu/versions/pairs.ts';
import { pretendQemu } from '../support/pretend-qemu.ts';
import { migcheck, temporaryFolder, unwrapped } from '../support/support.ts';

function types(...versions: readonly string[]): readonly string[] {
  return versions.flatMap((version) => [`pc-q35-${version}`, `pc-i440fx-${version}`]);
}

const old: QemuBinary = {
  path: 'old',
  version: '7.2.22',
  refuses: new Map([['mapped-ram', 'there is no mapped-ram']]),
  machineTypes: ['microvm', 'q35', ...types('7.2')],
};
const middle: QemuBinary = {
  path: 'middle',
  version: '10.0.2',
  refuses: new Map(),
  machineTypes: ['microvm', 'q35', ...types('10.0', '9.2', '7.2')],
};
const young: QemuBinary = {
  path: 'young',
  version: '11.1.3',
  refuses: new Map(),
  machineTypes: ['microvm', 'q35', ...types('11.1', '10.0', '9.2', '7.2')],
};
const binaries = [old, middle, young];
const families = qemuFamilies.filter(({ crossesVersions }) => crossesVersions === true);

function planned(runs: number, on: readonly QemuBinary[] = binaries): readonly Planned[] {
  return [...planCampaign({ seed: 'across', families, binaries: on, runs })];
}

describe('a campaign across versions', () => {
  it('migrates between every two versions equally often, and in both orders', () => {
    const counts = new Map<string, number>();
    for (const { binary } of planned(120)) {
      const name = nameOfPair(binary);
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    expect([...counts.keys()].toSorted()).toEqual([
      '10.0.2 to 11.1.3',
      '10.0.2 to 7.2.22',
      '11.1.3 to 10.0.2',
      '11.1.3 to 7.2.22',
      '7.2.22 to 10.0.2',
      '7.2.22 to 11.1.3',
    ]);
    for (const count of counts.values()) expect(Math.abs(count - 20)).toBeLessThan(6);
    const [first, second] = planned(2);
    expect(second).toMatchObject({ drawn: first?.drawn, capabilities: first?.capabilities });
    expect(nameOfPair(second?.binary ?? old)).toBe(
      nameOfPair({ ...binaryOf(first?.binary ?? old, 'destination'), destination: first?.binary }),
    );
  });

  it('sets only capabilities that both versions allow', () => {
    const throughFile = planned(400).filter(({ capabilities }) =>
      capabilities.includes('mapped-ram'),
    );
    expect(throughFile.length).toBeGreaterThan(0);
    for (const { binary } of throughFile) expect(nameOfPair(binary)).not.toContain('7.2.22');
    const drawn = new Set(planned(400).map(({ capabilities }) => capabilities.join('+')));
    for (const set of ['', 'return-path', 'postcopy-ram', 'postcopy-ram+postcopy-preempt'])
      expect(drawn).toContain(set);
  });

  it('sets each set of capabilities equally often between every two versions', () => {
    const all = planned(400);
    const countOf = (set: string, pair: string): number =>
      all.filter(
        ({ capabilities, binary }) => capabilities.join('+') === set && nameOfPair(binary) === pair,
      ).length;
    const sets = new Set(all.map(({ capabilities }) => capabilities.join('+')));
    const pairs = [...new Set(all.map(({ binary }) => nameOfPair(binary)))];
    for (const set of sets) {
      const counts = pairs.map((pair) => countOf(set, pair)).filter((count) => count > 0);
      expect(counts).toHaveLength(set === 'mapped-ram' ? 2 : 6);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThan(2);
    }
  });

  it('has a small share of a campaign over all scenarios', () => {
    const all = [...planCampaign({ seed: 'all', families: qemuFamilies, binaries, runs: 2000 })];
    const across = all.filter(({ binary }) => binary.destination !== undefined);
    expect(across.every(({ family }) => family.name === 'across-versions')).toBe(true);
    expect(across.length).toBeGreaterThan(10);
    expect(across.length).toBeLessThan(100);
  });

  it('cancels and recovers now and then', () => {
    const [family] = families;
    const plans = planned(200).map(({ capabilities, draw }) =>
      family?.plan(draw, capabilities).map(({ command }) => command),
    );
    const seen = plans.map((plan) => plan?.join(' '));
    expect(new Set(seen)).toEqual(
      new Set([
        'migrate',
        'migrate cancel migrate',
        'migrate start-postcopy',
        'migrate start-postcopy cut recover',
      ]),
    );
  });

  it('is not possible on one version, or on a machine without versions', () => {
    const [family] = families;
    expect(family && refusalOf(family, old)).toContain('two versions');
    expect(pairsOf([old, { ...old, path: 'copy' }])).toEqual([]);
    expect(whyNoPairs([old], undefined)).toContain('two versions');
    expect(pairsOf(binaries, 'microvm')).toEqual([]);
    expect(whyNoPairs(binaries, 'microvm')).toContain('microvm');
    const alien = { ...young, machineTypes: types('11.1') };
    expect(pairsOf([old, alien])).toEqual([]);
    expect(whyNoPairs([old, alien], undefined)).toContain('no machine type in common');
    const names = [
      ...planCampaign({ seed: 'one', families: qemuFamilies, binaries: [old], runs: 300 }),
    ];
    expect(names.some((one) => one.family.name === 'across-versions')).toBe(false);
  });

  it.each([
    [old, young, 'q35', 'pc-q35-7.2'],
    [young, middle, 'pc', 'pc-i440fx-10.0'],
  ] as const)('uses the newest machine type of both', (source, destination, machine, type) => {
    const [family] = families;
    if (family === undefined) throw new Error('there is no family across versions');
    const draw = planned(1)[0]?.draw ?? (() => 0);
    const scenario = drawQemuScenario(draw, family, { machine, hugePages: false });
    expect(onCommonMachine(scenario, source)).toEqual(scenario);
    const own = onCommonMachine(scenario, pairOf(source, destination));
    expect(own.machineType).toBe(type);
  });
});

describe('a finding across versions', () => {
  const known: KnownFinding = {
    id: 'x',
    title: 'x',
    versions: { from: '10.0', before: '11.0' },
    properties: ['LIVENESS'],
    reference: 'x',
  };
  const problem = { ...aboutNoPage, property: 'LIVENESS', text: 'this does not end' } as const;

  it.each([
    [undefined, old, middle, ['destination']],
    [undefined, middle, young, ['source']],
    [undefined, old, young, []],
    ['source', old, middle, []],
    ['destination', old, middle, ['destination']],
    ['source', middle, middle, ['source']],
  ] as const)('is known if the version of %s is in range', (host, source, destination, hosts) => {
    const entry = { ...known, host };
    const binary = pairOf(source, destination);
    expect(hostsInRange(entry, binary)).toEqual(hosts);
    const found = knownAs(problem, { scenario: 'across-versions', binary }, [entry]);
    expect(found).toEqual(hosts.length > 0 ? entry : undefined);
  });

  const file = join(projectRoot, 'traces', 'qemu', 'split-brain.json');
  const stored = parseFinding(readFileSync(file, 'utf8'), file);
  const scenario = { ...stored.scenario, machineType: 'pc-q35-7.2' };
  const finding = findingFileOf(
    { scenario, schedule: stored.schedule, binary: pairOf(young, old) },
    stored.problem,
  );

  it('names both versions in its file', () => {
    expect(parseFinding(printFinding(finding), 'own')).toEqual(finding);
    expect(finding).toMatchObject({ qemu: '11.1.3', destination: '7.2.22' });
    const other = { ...finding, scenario: { ...scenario, machineType: 'q35,x=y' } };
    expect(() => parseFinding(printFinding(other), 'own')).toThrow(/machineType/);
  });

  it('has a script that takes two binaries, and others one', () => {
    const script = reproducerOf(finding, 'x.py');
    expect(script).toContain('# QEMU 11.1.3 to 7.2.22: ');
    expect(script).toContain('"machineType": "pc-q35-7.2"');
    expect(script).toContain('binaries["destination"] = flags.destination');
    expect(reproducerOf(stored, 'x.py')).not.toContain('flags.destination');
  });
});

describe('the command', () => {
  it('says once why nothing runs across versions', async () => {
    const env = { MIGCHECK_QEMU: pretendQemu(temporaryFolder(), '7.2.22') };
    const flags = ['qemu', '--scenario', 'across-versions', '--out', temporaryFolder()];
    const { status, stderr } = await migcheck(flags, { env });
    expect({ status, stderr: unwrapped(stderr) }).toEqual({
      status: 2,
      stderr:
        'migcheck: --scenario across-versions: that needs two versions of QEMU ' +
        '(--versions with several names, or all)\n',
    });
    const all = await migcheck(['qemu', '--runs', '1', '--out', temporaryFolder()], { env });
    expect(unwrapped(all.stdout).match(/across-versions/g)).toHaveLength(1);
    expect(unwrapped(all.stdout)).toContain('not run: across-versions: that needs two versions');
  });
});
