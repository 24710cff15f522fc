/** An access to memory while the guest does not run violates G1 at that step. */
import { describe, expect, it } from 'vitest';
import type { Edit } from '../../../traces/bug-file.ts';
import { loadEngine } from '../../engines/loader/load-engine.ts';
import { execute, makeLockstep } from '../../judging/execution/execution.ts';
import { MIXED, scenarioNumber } from '../../searching/scenarios/families.ts';
import { makeDraw } from '../../judging/execution/random-source.ts';
import { random } from '../../searching/strategies/random.ts';

const SCENARIOS = 240;

const VCPU = 'impl/engine/guest/vcpu.ts';
const DEVICE = 'impl/engine/guest/device.ts';

/** Checks that the guest runs, and accesses the page only later. */
function entersLate(file: string, step: string, when = 'true'): readonly Edit[] {
  const find = `yield thread.wait(machine.mayRun, '${step}', page);`;
  const late = `if (${when}) yield thread.about('enter guest', page);`;
  return [{ file, find, replace: `${find}\n        ${late}` }];
}

/** On the destination, the thread does not wait for the guest to run. */
function entersEarly(file: string, step: string): readonly Edit[] {
  return [`'start'`, `'${step}', page`].map((label) => {
    const find = `yield thread.wait(machine.mayRun, ${label});`;
    const replace = `if (machine.host === 0) ${find} else yield thread.about(${label});`;
    return { file, find, replace };
  });
}

/** The objections in the violating steps, with the threads that took them. */
async function violationsOf(edits: readonly Edit[]): Promise<readonly (readonly string[])[]> {
  const open = await loadEngine(edits);
  const found: string[][] = [];
  for (let number = 0; number < SCENARIOS; number++) {
    const scenario = scenarioNumber(number, MIXED, 'stopped guest');
    const lockstep = makeLockstep(scenario, open);
    const { objections } = execute(lockstep, random(), makeDraw(`${number}`));
    if (objections === undefined) continue;
    found.push(objections.map(({ property, what }) => `${property}: ${what}`));
  }
  return found;
}

const STOPPED = 'it on the source, where the guest is stopped';
const NOT_STARTED = 'it on the destination, where the guest has not been started';

describe('an access on a host where the guest does not run', () => {
  it.each([
    [
      'vCPU that writes',
      entersLate(VCPU, 'access', '!next.isRead'),
      /^G1: vcpu\d /,
      ['traps on', 'writes'],
    ],
    ['vCPU that reads', entersLate(VCPU, 'access', 'next.isRead'), /^G1: vcpu\d /, ['reads']],
    ['device', entersLate(DEVICE, 'dma'), /^G1: device writes /, ['writes']],
  ] as const)(
    'is reported, whatever it leads to (%s on the source)',
    async (_, edits, who, verbs) => {
      const violations = await violationsOf(edits);
      expect(violations.length).toBeGreaterThan(0);
      for (const objections of violations)
        expect(
          objections.some((one) => who.test(one) && one.endsWith(STOPPED)),
          objections.join('\n'),
        ).toBe(true);
      const told = violations.flat().join('\n');
      for (const verb of verbs) expect(told).toMatch(new RegExp(` ${verb} it on the source`));
    },
  );

  it.each([
    ['vCPU', entersEarly(VCPU, 'access'), /^G1: vcpu\d on destination (?:reads|writes) /],
    ['device', entersEarly(DEVICE, 'dma'), /^G1: device on destination writes /],
  ] as const)('is reported on the destination too (%s)', async (_, edits, who) => {
    const told = (await violationsOf(edits)).flat();
    expect(told.some((one) => who.test(one) && one.endsWith(NOT_STARTED))).toBe(true);
  });
});
