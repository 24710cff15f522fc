/** The families of scenarios for real QEMU, by name. */
import type { QemuBinary, QemuPair } from '../../../impl/qemu/host.ts';
import { askAbout, probeBinary } from '../../../impl/qemu/host.ts';
import type { OperatorStep } from '../../../impl/qemu/scenario.ts';
import { SNAPSHOT } from '../../../impl/qemu/scenario.ts';
import type { Draw } from '../../judging/execution/random-source.ts';
import { adverseFamilies } from './adverse-families.ts';
import { setsOfCapabilities } from './capabilities.ts';
import { versioned } from '../versions/pairs.ts';
import type { QemuFamily } from './family.ts';
import { beforeTheGuests, migrate, startPostcopy } from './family.ts';

/** A lower bound of the items in the first pass. */
const ITEMS_OF_FIRST_PASS = 500;

function early(draw: Draw): number {
  return draw(ITEMS_OF_FIRST_PASS);
}

/** Changes the bandwidth somewhere in the first pass, to a value that is still fast enough to wait for. */
function otherBandwidth(draw: Draw): OperatorStep {
  const parameters = { 'max-bandwidth': 2_000_000 << draw(3) };
  return { command: 'throttle', after: early(draw), parameters };
}

/** The link drops at once, or when the source may have written everything, or when it certainly has. */
function cut(draw: Draw): OperatorStep {
  const late = ITEMS_OF_FIRST_PASS + draw(90);
  const points: readonly Omit<OperatorStep, 'command'>[] = [
    { after: 0 },
    { after: late },
    { after: 0, at: { item: 'end', is: 'held' } },
    { after: 0, at: { item: 'shut', is: 'held' } },
    CUT_AT_REQUEST,
  ];
  return { command: 'cut', after: 0, ...points[draw(points.length)] };
}

/** Now and then makes the source block in the middle of a section, because its records are held. */
function stallAtRequest(draw: Draw): readonly OperatorStep[] {
  if (draw(4) > 0) return [];
  return [slowPostcopy, { command: 'hold', after: 0, at: { item: 'request', is: 'held' } }];
}

/** Bytes a second at which each section (a tenth of a second) ends with the 32 pages QEMU writes at once. */
const FLUSH_IN_EACH_SECTION = 1_290_000;

/** The destination has asked for a page, and has to ask again over the new link. */
const CUT_AT_REQUEST: OperatorStep = {
  command: 'cut',
  after: 0,
  at: { item: 'request', is: 'held' },
};

const slowPostcopy: OperatorStep = {
  command: 'throttle',
  after: 0,
  parameters: { 'max-postcopy-bandwidth': FLUSH_IN_EACH_SECTION },
};

export const qemuFamilies: readonly QemuFamily[] = [
  {
    name: 'precopy',
    claim: 'one migration; the guest writes while each record waits to be let through',
    capabilities: [],
    share: 34,
    plan: (draw) => [migrate, ...(draw(4) === 0 ? [otherBandwidth(draw)] : [])],
  },
  {
    name: 'auto-converge',
    claim: 'pages are written faster than they are sent, and the vCPU is slowed down',
    capabilities: ['auto-converge'],
    share: 3,
    // Before 9.0 QEMU loses writes of the vCPU under TCG, and then has no reason to slow it down.
    writers: ['device', 'device', 'device', 'vcpu', 'both'],
    // At 1 %, auto-converge starts when one page is dirtied for a hundred that are sent.
    parameters: {
      'throttle-trigger-threshold': 1,
      'cpu-throttle-initial': 50,
      'max-bandwidth': 40_000,
    },
    loops: true,
    plan: (draw) => [
      migrate,
      { command: 'await-throttle', after: 0 },
      { command: 'throttle', after: 0, parameters: { 'cpu-throttle-increment': 1 + draw(49) } },
    ],
  },
  {
    name: 'cancel-retry',
    claim: 'the operator cancels in mid-pass and tries again',
    capabilities: [],
    share: 15,
    plan: (draw) => [migrate, { command: 'cancel', after: early(draw) }, migrate],
  },
  {
    name: 'source-reused',
    claim: 'the guest resumes on the source after a completed migration, and migrates again',
    capabilities: [],
    share: 15,
    plan: () => [migrate, { command: 'continue-source', after: 0 }, migrate],
  },
  {
    name: 'postcopy',
    claim:
      'the destination takes over before all memory is there, and requests the pages it misses',
    capabilities: ['postcopy-ram'],
    share: 15,
    reads: 4,
    plan: (draw) => [migrate, { command: 'start-postcopy', after: beforeTheGuests(draw) }],
  },
  {
    name: 'preempt',
    claim: 'postcopy with a separate channel for requested pages',
    capabilities: ['postcopy-ram', 'postcopy-preempt'],
    share: 10,
    reads: 4,
    plan: (draw) => {
      const [throttle, ...hold] = stallAtRequest(draw);
      const start: OperatorStep = { command: 'start-postcopy', after: beforeTheGuests(draw) };
      return [migrate, ...(throttle === undefined ? [] : [throttle]), start, ...hold];
    },
  },
  {
    name: 'recovery',
    claim: 'the link drops after the switch-over, and the migration continues over a new one',
    capabilities: ['postcopy-ram'],
    share: 8,
    reads: 2,
    plan(draw) {
      // What few pages there are is soon written, and a loss after that makes the source fail instead of pause.
      const isSlow = draw(2) === 0;
      return [
        migrate,
        ...(isSlow ? [slowPostcopy] : []),
        { command: 'start-postcopy', after: draw(60) },
        isSlow && draw(2) === 0 ? CUT_AT_REQUEST : cut(draw),
        { command: 'recover', after: 0 },
      ];
    },
  },
  {
    name: 'multifd',
    claim: 'pages travel over several channels at once',
    capabilities: ['multifd'],
    share: 5,
    plan: () => [migrate],
  },
  {
    name: 'mapped-ram',
    claim: 'the source writes a file with a fixed place for each page; the destination reads it',
    capabilities: ['mapped-ram'],
    share: 5,
    plan: () => [migrate],
  },
  {
    name: 'across-versions',
    claim: 'source and destination are of different versions; now and then the link drops',
    capabilities: [],
    variants: [
      [],
      [],
      ['return-path'],
      ['postcopy-ram'],
      ['postcopy-ram'],
      ['postcopy-ram', 'postcopy-preempt'],
      ['postcopy-ram', 'postcopy-preempt'],
      ['multifd'],
      ['mapped-ram'],
    ],
    crossesVersions: true,
    machines: versioned,
    share: 4,
    plan(draw, capabilities) {
      const isRare = draw(4) === 0;
      if (capabilities.includes('postcopy-ram'))
        return [
          migrate,
          startPostcopy(draw),
          ...(isRare ? [cut(draw), { command: 'recover', after: 0 } as const] : []),
        ];
      // A file is written at once, and cannot be cancelled at a certain item.
      if (!isRare || capabilities.includes('mapped-ram')) return [migrate];
      return [migrate, { command: 'cancel', after: early(draw) }, migrate];
    },
  },
  {
    name: 'file-target',
    claim: 'the source writes a file, itself or through a command; the destination reads it',
    capabilities: [],
    variants: [[], [], [], ['mapped-ram', 'multifd']],
    targets: ['file', 'exec'],
    share: 5,
    plan: () => [migrate],
  },
  {
    name: 'background-snapshot',
    claim: 'the source saves the memory of one moment, while its guest goes on writing',
    capabilities: [SNAPSHOT],
    targets: ['file', 'exec', 'exec'],
    operations: 40,
    share: 5,
    plan: () => [migrate],
  },
  ...adverseFamilies,
];

export const familyGroups: readonly {
  readonly name: string;
  readonly claim: string;
  readonly includes: (family: QemuFamily) => boolean;
}[] = [
  {
    name: 'ordinary',
    claim: 'the scenarios in which at most the operator changes their mind or a link drops',
    includes: ({ isAdverse }) => isAdverse !== true,
  },
  {
    name: 'adverse',
    claim: 'the others: something is lost, held, refused or ended at any point',
    includes: ({ isAdverse }) => isAdverse === true,
  },
];

/** @returns the binary, with its reasons for refusing families; undefined if it does not run */
export function probeForFamilies(path: string): Promise<QemuBinary | undefined> {
  return probeBinary(path, qemuFamilies.flatMap(variantsOf));
}

/** Asks the binaries about all sets of capabilities, which takes seconds, if a family draws from them. */
export async function probeForSets(
  binaries: readonly QemuBinary[],
  families: readonly QemuFamily[],
): Promise<readonly QemuBinary[]> {
  if (!families.some(({ mixes }) => mixes === true)) return binaries;
  return await Promise.all(binaries.map((binary) => askAbout(binary, setsOfCapabilities)));
}

/** The sets of capabilities with which a family runs, each with those of the family itself. */
export function variantsOf({ capabilities, variants = [[]] }: QemuFamily): readonly string[][] {
  const sets = variants.map((more) => [...capabilities, ...more]);
  return [...new Map(sets.map((set) => [set.join(), set])).values()];
}

/** Whether some of its migrations may have host pages of 2 MiB. */
export function usesHugePages(family: QemuFamily): boolean {
  return family.mixes === true || variantsOf(family).flat().includes('postcopy-preempt');
}

/** @returns QEMU's own reason if the family cannot run on this binary here, in none of its variants */
export function refusalOf(family: QemuFamily, binary: QemuPair): string | undefined {
  if (family.crossesVersions === true && binary.destination === undefined)
    return 'that needs two versions of QEMU';
  const reasons = variantsOf(family).map((set) => binary.refuses.get(set.join()));
  return reasons.includes(undefined) ? undefined : reasons[0];
}
