/**
 * Findings of real QEMU: which problems are one finding, which are known, what they resemble, and their
 * recordings.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { QemuBinary } from '../../../impl/qemu/host.ts';
import { projectRoot } from '../../project-root.ts';
import type { JudgedMigration } from '../../qemu/campaign.ts';
import { drawQemuScenario } from '../../qemu/scenarios/draw-scenario.ts';
import type { QemuFamily } from '../../qemu/scenarios/family.ts';
import { qemuFamilies } from '../../qemu/scenarios/families.ts';
import { parseFinding } from '../../qemu/findings/finding-file.ts';
import { collectFindings } from '../../qemu/findings/findings.ts';
import type { Problem } from '../../qemu/judging/problem.ts';
import { knownAs, readKnownFindings } from '../../qemu/findings/known-findings.ts';
import { planCampaign } from '../../qemu/plan-campaign.ts';
import { resemblanceOf } from '../../qemu/findings/resemblance.ts';
import { makeDraw } from '../../judging/execution/random-source.ts';
import { judgementOf } from '../support/judgement.ts';
import { migcheck, unwrapped } from '../support/support.ts';

function lost(writer: Problem['writer']): Problem {
  return { property: 'END', text: 'a page is old', pages: ['m0:300'], writer, isStale: true };
}

describe('a recording', () => {
  it.each([
    ['postcopy', 0, /^accepted: \d+ steps of \d+ pages$/],
    ['lost-write', 1, /^rejected at .*\n {2}allowed only if /],
  ])('of %s gives exit code %d', async (name, code, says) => {
    const file = join(projectRoot, 'traces', 'recordings', `${name}.json.gz`);
    const { status, stdout } = await migcheck(['qemu', '--validate', file]);
    expect(status).toBe(code);
    expect(unwrapped(stdout).trim()).toMatch(says);
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

describe('the problems of a run', () => {
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
    judgement: judgementOf(problems),
    ms: 1,
    ambiguous: 0,
    course: { hasSwitchedOver: false, hasAsked: false, isSlowedDown: false },
  });
  const keysOf = (problems: readonly Problem[]): readonly string[] => {
    const told: string[] = [];
    collectFindings([], ({ key }) => told.push(key)).add(runOf(problems));
    return told;
  };

  it('are one finding if they are about the same pages, reported when met', () => {
    const lostPage = problem('END', ['m0:300', 'm0:301']);
    expect(keysOf([lostPage, problem('R', ['m0:301'])])).toEqual(['7.2.22 END vcpu']);
  });

  it('are two findings if another page is wrong as well', () => {
    const others = problem('R', ['m0:300', 'm0:302']);
    const keys = keysOf([problem('END', ['m0:300']), others]);
    expect(keys).toEqual(['7.2.22 END vcpu', '7.2.22 R a page is old vcpu']);
  });

  it.each([
    [lost('vcpu'), 'no-rearm'],
    [lost('device'), 'log-source-dropped'],
    [{ ...lost('nobody'), isStale: false }, 'shared-last-block'],
    [{ ...lost('vcpu'), property: 'CRASH' }, undefined],
  ] as const)('resemble bugs of the catalogue, or none', (one, bug) => {
    expect(resemblanceOf(one)).toBe(bug);
  });
});

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

  it.each([
    ['9.0.0', undefined],
    ['10.0.2', 'split-brain'],
    ['10.0.13', 'split-brain'],
    ['11.1.3', 'split-brain'],
  ])('on %s, a guest that runs on both hosts is %s, whichever host began first', (version, id) => {
    for (const first of ['source', 'destination']) {
      const text = `the guest runs on both hosts at once: the ${first} ran when the other began to`;
      const split: Problem = { ...lost('nobody'), property: 'R', text, pages: [], isStale: false };
      expect(knownAs(split, { ...on(version), scenario: 'recovery' }, known)?.id).toBe(id);
      expect(knownAs(split, { ...on(version), scenario: 'postcopy' }, known)).toBeUndefined();
    }
  });

  it('match the files that reproduce them', () => {
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
        scenario: { name, capabilities },
        qemu,
      } = parseFinding(text, file);
      const measuredOn = { path: 'qemu', version: qemu, refuses: new Map() };
      const where = { scenario: name, capabilities, binary: measuredOn };
      expect(knownAs(problem, where, known)?.id).toBe(id);
      expect(knownAs(problem, { ...where, scenario: 'postcopy' }, known)).toBeUndefined();
      expect(
        knownAs(problem, { ...where, binary: { ...where.binary, version: '9.0.0' } }, known),
      ).toBeUndefined();
    }
  });

  it('are all in the list for readers', () => {
    const list = readFileSync(join(projectRoot, 'properties', 'qemu', 'FINDINGS.md'), 'utf8');
    const listed = [...list.matchAll(/^\| `([a-z-]+)`/gm)].map(([, id]) => id);
    expect(listed.toSorted()).toEqual(known.map(({ id }) => id).toSorted());
  });

  it('do not excuse a failure of another kind', () => {
    const second = { ...lost('nobody'), pages: [], property: 'STATUS' } as const;
    const told = (text: string): Problem => ({ ...second, text });
    const where = { ...on('11.1.3'), capabilities: ['multifd'] };
    const twice = 'the source tells the status failing after failing';
    expect(knownAs(told(twice), where, known)?.id).toBe('end-told-twice');
    expect(knownAs(told(twice), on('11.1.3'), known)).toBeUndefined();
    const other = 'the source tells the status failed after completed';
    expect(knownAs(told(other), where, known)).toBeUndefined();
  });

  it('do not excuse contents that were never written', () => {
    expect(knownAs({ ...lost('vcpu'), isStale: false }, on('7.2.22'), known)).toBeUndefined();
  });
});

describe('a campaign on several binaries', () => {
  const old = { path: 'old', version: '7.2.22', refuses: new Map([['mapped-ram', 'no']]) };
  const young = { path: 'young', version: '10.0.2', refuses: new Map() };
  const plan = { seed: 'plan', families: qemuFamilies, binaries: [old, young], runs: 401 };
  const planned = [...planCampaign(plan)];

  it('runs each scenario on every binary that can run it', () => {
    expect(planned.map(({ index }) => index)).toEqual(planned.map((_, index) => index));
    expect(planned).toHaveLength(401);
    for (let drawn = 0; drawn < (planned.at(-1)?.drawn ?? 0); drawn++) {
      const same = planned.filter((one) => one.drawn === drawn);
      const [{ family } = { family: undefined }] = same;
      const able = family?.name === 'mapped-ram' ? [young] : [old, young];
      expect(same.map(({ binary }) => binary)).toEqual(able);
      expect(new Set(same.map(({ draw }) => draw(1 << 20))).size).toBe(1);
    }
    expect(planned.some(({ family }) => family.name === 'mapped-ram')).toBe(true);
  });

  it('skips a binary that can run none of the scenarios', () => {
    const families = qemuFamilies.filter(({ name }) => name === 'mapped-ram');
    const binaries = [...planCampaign({ ...plan, families, runs: 3 })].map((one) => one.binary);
    expect(binaries).toEqual([young, young, young]);
  });
});
