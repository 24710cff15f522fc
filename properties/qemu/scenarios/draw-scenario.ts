/** Draws a scenario of a family: everything that a seed decides before a run. */
import type { MachineName, QemuScenario } from '../../../impl/qemu/scenario.ts';
import { machines, TARGET_PAGE_BYTES } from '../../../impl/qemu/scenario.ts';
import type { Draw } from '../../judging/execution/random-source.ts';
import { isOpaque as isOpaqueSet, isReadAtFirst } from './capabilities.ts';
import type { QemuFamily } from './family.ts';
import type { Writer } from './guest-programs.ts';
import { drawPrograms, writers } from './guest-programs.ts';

/** What the user or the host has decided already. */
export interface Narrowed {
  readonly machine?: MachineName | undefined;
  readonly writer?: Writer | undefined;
  /** The family's own if absent. */
  readonly capabilities?: readonly string[] | undefined;
  /** Whether QEMU can open a file as a target itself; so if absent. */
  readonly hasFiles?: boolean;
  /** Whether huge pages of 2 MiB are available. */
  readonly hugePages: boolean;
}

/** Two huge pages: the few that the host has must suffice for many guests. */
export const HUGE_MEMORY_MIB = 4;

/** The first of the guest program's pages: above the first megabyte and the firmware's data. */
const FIRST_PAGE = 0x110;
/** Pages from `FIRST_PAGE` that lie within 2 MiB. */
const PAGES_WITHIN = 0xe0;
/** `downtime-limit` in milliseconds: how much may be left to send when the guest is stopped. */
const DOWNTIMES = [1, 1, 30, 300];
/** Bytes a second at which the source sends a page or two, and then sleeps for a tenth of a second. */
const SLOW_BANDWIDTHS = [40_000, 40_000, 60_000, 100_000];
const UNLIMITED = 2 ** 40;
/**
 * Ten, twenty or forty pages per tenth of a second, after which the source checks whether to switch over.
 */
const BANDWIDTHS_BEFORE_POSTCOPY = [400_000, 800_000, 1_600_000];
/** All memory takes about half a second, so the guest has time to write although no records are held. */
const OPAQUE_BANDWIDTH = 4_000_000;
/** Items of a first pass other than guest memory: firmware, tables, the head of the stream. */
const OTHER_ITEMS: Readonly<Record<MachineName, number>> = { q35: 86, pc: 86, microvm: 22 };
const STRIDES = [1, 1, 2, 4, 8];
/** The first pass must be forwarded within the tenth of a second for which the source then sleeps. */
const SLOW_STRIDES = [16, 32, 64];
const STEPS_MAX = 1500;

/** If the plan names a wrong address, the destination may be right. */
function mismatchOf(
  { mismatches }: QemuFamily,
  capabilities: readonly string[],
  draw: Draw,
): Pick<QemuScenario, 'mismatch'> {
  if (mismatches === undefined || draw(4) === 0) return {};
  // Another capability at the destination must be one that goes together with all others.
  const possible = mismatches.filter((one) => one !== 'capability' || capabilities.length === 0);
  return { mismatch: possible[draw(possible.length)] };
}

/** Before 8.2 QEMU opens no files itself. A file with fixed places can only be one that it opens. */
function targetFor(
  { targets }: QemuFamily,
  { capabilities = [], hasFiles = true }: Narrowed,
  draw: Draw,
): Pick<QemuScenario, 'target'> {
  if (targets === undefined) return {};
  const drawn = targets[draw(targets.length)];
  if (capabilities.includes('mapped-ram')) return { target: 'file' };
  return { target: hasFiles ? drawn : 'exec' };
}

export function drawQemuScenario(draw: Draw, family: QemuFamily, narrowed: Narrowed): QemuScenario {
  const { name, parameters = {} } = family;
  const capabilities = narrowed.capabilities ?? family.capabilities;
  const pick = <Value>(values: readonly Value[]): Value => values[draw(values.length)] as Value;
  const hasPostcopy = capabilities.includes('postcopy-ram');
  const reads = family.reads ?? (hasPostcopy ? 2 : 0);
  const loops = family.loops === true;
  const manyPages = loops ? 8 + draw(16) : 0;
  const count = manyPages + 2 + draw(draw(2) === 0 ? 2 : 5);
  const first = FIRST_PAGE + draw(PAGES_WITHIN - Math.max(8, count));
  const writer = narrowed.writer ?? pick(family.writers ?? writers);
  const hugePages = narrowed.hugePages && capabilities.includes('postcopy-preempt');
  const memoryMiB = hugePages ? HUGE_MEMORY_MIB : pick([2, 2, 4]);
  // Adjacent pages, so that one word of a bitmap holds several of them.
  const pages = Array.from({ length: count }, (_, index) => first + index);
  // Either the source waits while its records are held, or its bandwidth is low, which leaves time between
  // passes.
  const isOpaque = family.targets !== undefined || isOpaqueSet({ capabilities });
  const fillsSockets = family.fillsSockets === true && draw(3) > 0;
  const isRead = family.targets === undefined && isReadAtFirst({ capabilities });
  const mayBeSlow = isRead && !fillsSockets;
  const isSlow = mayBeSlow && !hasPostcopy && (loops || draw(3) > 0);
  // Now and then postcopy begins when the source has sent everything, and sleeps.
  const isBare = isSlow || (mayBeSlow && hasPostcopy && draw(6) === 0);
  const machine =
    narrowed.machine ??
    (hugePages ? pick(['q35', 'pc'] as const) : pick(family.machines ?? machines));
  const memoryPages = (memoryMiB << 20) / TARGET_PAGE_BYTES;
  const programs = drawPrograms(draw, {
    pages,
    passItems: memoryPages + OTHER_ITEMS[machine],
    isSlow,
    writer,
    operations: family.operations ?? 10,
    manyPages,
    reads: hasPostcopy,
  });
  return {
    name,
    machine,
    memoryMiB,
    hugePages,
    isFilled: !isBare,
    capabilities,
    parameters: {
      ...parameters,
      'downtime-limit': hasPostcopy || isSlow ? 1 : pick(DOWNTIMES),
      'max-bandwidth': isBare
        ? (parameters['max-bandwidth'] ?? pick(SLOW_BANDWIDTHS))
        : hasPostcopy && !fillsSockets
          ? pick(BANDWIDTHS_BEFORE_POSTCOPY)
          : isOpaque
            ? OPAQUE_BANDWIDTH
            : UNLIMITED,
    },
    pages,
    zeroPages: Array.from({ length: count }, (_, index) => index).filter(() => draw(3) === 0),
    ...programs,
    reads: Array.from({ length: reads }, () => draw(count)),
    operator: family.plan(draw, capabilities),
    probes: draw(3),
    ...(family.connectsInAnyOrder === true && draw(2) === 0 ? { connectsInAnyOrder: true } : {}),
    ...mismatchOf(family, capabilities, draw),
    ...targetFor(family, narrowed, draw),
    stride: pick(isBare ? SLOW_STRIDES : STRIDES),
    stepsMax: STEPS_MAX,
  };
}
