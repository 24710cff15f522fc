/** Draws a scenario of a family: all that a seed decides before a run. */
import type { MachineName, QemuScenario } from '../../impl/qemu/scenario.ts';
import { machines, TARGET_PAGE_BYTES } from '../../impl/qemu/scenario.ts';
import type { Draw } from '../judging/execution/random-source.ts';
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

/** Two huge pages: what little there is has to do for many guests. */
export const HUGE_MEMORY_MIB = 4;

/** Where the guest's pages lie: above what the firmware and the first megabyte are about. */
const FIRST_PAGE = 0x110;
/** Pages of that are within 2 MiB. */
const PAGES_WITHIN = 0xe0;
/** Milliseconds: whether much or nothing may be left when the guest is stopped. */
const DOWNTIMES = [1, 1, 30, 300];
/** Bytes a second at which the source sends a page or two, and then sleeps for a tenth of a second. */
const SLOW_BANDWIDTHS = [40_000, 40_000, 60_000, 100_000];
const UNLIMITED = 2 ** 40;
/** Ten, twenty or forty pages in each tenth of a second: the source asks in between whether to switch over. */
const BANDWIDTHS_BEFORE_POSTCOPY = [400_000, 800_000, 1_600_000];
/** Half a second or so for all memory: time for the guest where nobody holds anything. */
const OPAQUE_BANDWIDTH = 4_000_000;
/** Items of a first pass that are not of the guest's memory: firmware, tables, what begins a stream. */
const OTHER_ITEMS: Readonly<Record<MachineName, number>> = { q35: 86, pc: 86, microvm: 22 };
const STRIDES = [1, 1, 2, 4, 8];
const STEPS_MAX = 1500;

export function drawQemuScenario(draw: Draw, family: QemuFamily, narrowed: Narrowed): QemuScenario {
  const { capabilities, name, parameters = {}, reads = 0 } = family;
  const pick = <Value>(values: readonly Value[]): Value => values[draw(values.length)] as Value;
  const hasPostcopy = capabilities.includes('postcopy-ram');
  const loops = family.loops === true;
  const manyPages = loops ? 8 + draw(16) : 0;
  const count = manyPages + 2 + draw(draw(2) === 0 ? 2 : 5);
  const first = FIRST_PAGE + draw(PAGES_WITHIN - Math.max(8, count));
  const writer = narrowed.writer ?? pick(family.writers ?? writers);
  const hugePages = narrowed.hugePages && capabilities.includes('postcopy-preempt');
  const memoryMiB = hugePages ? HUGE_MEMORY_MIB : pick([2, 2, 4]);
  // They follow each other, so that one word of a bitmap holds several.
  const pages = Array.from({ length: count }, (_, index) => first + index);
  // Either the source waits for records that are held, or it is slow: then there is time between passes.
  const isOpaque = family.isOpaque === true;
  const isSlow = !isOpaque && !hasPostcopy && (loops || draw(3) > 0);
  const machine =
    narrowed.machine ??
    (hugePages ? pick(['q35', 'pc'] as const) : pick(family.machines ?? machines));
  const memoryPages = (memoryMiB << 20) / TARGET_PAGE_BYTES;
  const programs = drawPrograms(draw, {
    pages,
    passItems: memoryPages + OTHER_ITEMS[machine],
    isSlow,
    isOpaque,
    writer,
    operations: 10,
    manyPages,
    reads: hasPostcopy,
  });
  return {
    name,
    machine,
    memoryMiB,
    hugePages,
    isFilled: !isSlow,
    capabilities,
    parameters: {
      ...parameters,
      'downtime-limit': hasPostcopy || isSlow ? 1 : pick(DOWNTIMES),
      'max-bandwidth': isSlow
        ? (parameters['max-bandwidth'] ?? pick(SLOW_BANDWIDTHS))
        : hasPostcopy
          ? pick(BANDWIDTHS_BEFORE_POSTCOPY)
          : isOpaque
            ? OPAQUE_BANDWIDTH
            : UNLIMITED,
    },
    pages,
    zeroPages: Array.from({ length: count }, (_, index) => index).filter(() => draw(3) === 0),
    ...programs,
    reads: Array.from({ length: reads }, () => draw(count)),
    operator: family.plan(draw),
    probes: draw(3),
    stride: pick(STRIDES),
    stepsMax: STEPS_MAX,
  };
}
