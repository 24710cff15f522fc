/** Draws a scenario of a family: all that a seed decides before a run. */
import type { MachineName, QemuScenario } from '../../impl/qemu/scenario.ts';
import { machines } from '../../impl/qemu/scenario.ts';
import type { Draw } from '../strategies/random-source.ts';
import type { QemuFamily } from './families.ts';
import type { Writer } from './guest-programs.ts';
import { drawPrograms, writers } from './guest-programs.ts';

/** What the user, or the host, has decided already. */
export interface Narrowed {
  readonly machine?: MachineName | undefined;
  readonly writer?: Writer | undefined;
  /** Huge pages of 2 MiB can be had. */
  readonly hugePages: boolean;
}

/** Where the guest's pages lie: above what the firmware and the first megabyte are about. */
const FIRST_PAGE = 0x110;
/** Pages of that are within 2 MiB. */
const PAGES_WITHIN = 0xe0;
/** Milliseconds: whether much or nothing may be left when the guest is stopped. */
const DOWNTIMES = [1, 1, 30, 300];
const STRIDES = [1, 1, 2, 4, 8];
const STEPS_MAX = 1500;

export function drawQemuScenario(draw: Draw, family: QemuFamily, narrowed: Narrowed): QemuScenario {
  const { capabilities, name, parameters = {}, reads = 0 } = family;
  const pick = <Value>(values: readonly Value[]): Value => values[draw(values.length)] as Value;
  const hasPostcopy = capabilities.includes('postcopy-ram');
  const count = 2 + draw(5);
  const first = FIRST_PAGE + draw(PAGES_WITHIN - 8);
  const writer = narrowed.writer ?? pick(family.writers ?? writers);
  const programs = drawPrograms(draw, {
    pages: count,
    writer,
    operations: 8,
    loopPages: family.loops === true ? Math.min(2, count - 1) : 0,
    reads: hasPostcopy,
  });
  const hugePages = narrowed.hugePages && capabilities.includes('postcopy-preempt');
  return {
    name,
    machine: narrowed.machine ?? (hugePages ? pick(['q35', 'pc']) : pick(family.machines ?? machines)),
    memoryMiB: hugePages ? 4 : pick([2, 2, 4]),
    hugePages,
    capabilities,
    parameters: { ...parameters, 'downtime-limit': hasPostcopy ? 1 : pick(DOWNTIMES) },
    // They follow each other, so that one word of a bitmap holds several.
    pages: Array.from({ length: count }, (_, index) => first + index),
    zeroPages: Array.from({ length: count }, (_, index) => index).filter(() => draw(3) === 0),
    ...programs,
    reads: Array.from({ length: reads }, () => draw(count)),
    operator: family.plan(draw),
    probes: draw(3),
    stride: pick(STRIDES),
    stepsMax: STEPS_MAX,
  };
}
