/** The fields of precopy and the guest in a stored scenario. */
import { z } from 'zod';
import type { StoredMechanism } from '../mechanism.ts';
import type { StoredAddress, StoredOperation } from '../scenario-items.ts';
import { address, count, countFrom, operation, powerOfTwo } from '../scenario-items.ts';

export interface CoreFields {
  readonly name: string;
  readonly wordBits: number;
  readonly pageBytes: number;
  readonly log: 'immediate' | 'manual-protect' | 'tlb';
  readonly splitReads: boolean;
  readonly channelBytes: number;
  readonly switchoverThreshold: number;
  readonly vcpus: readonly (readonly StoredOperation[])[];
  readonly device: readonly StoredOperation[];
  readonly migrations: number;
  readonly stepsMax: number;
  readonly oldPages?: readonly StoredAddress[] | undefined;
  readonly reusesDestination?: boolean | undefined;
  readonly comesBack?: boolean | undefined;
}

export interface CoreBlock {
  readonly name: string;
  readonly offset: number;
  readonly usedPages: number;
  readonly pagesMax: number;
  readonly hostPageSize: number;
  readonly chunkPages: number;
  readonly zeroPages: readonly number[];
}

export type CoreTick = 'end-slice' | 'cancel' | 'cut' | 'corrupt' | 'alter';

export type CoreMoment =
  | 'migration_iteration'
  | 'runstate_set'
  | 'ram_save_page'
  | 'ram_save_slice_end'
  | 'ram_load_page'
  | 'migration_cancel'
  | 'migrate_fd_cleanup';

interface CoreScenario extends CoreFields {
  readonly blocks: readonly CoreBlock[];
}

/** Far more than can be searched, and few enough for page numbers to fit wherever they are stored. */
const PAGES_MAX = 32_768;
/** Maximum size of one host's memory. */
const MEMORY_BYTES_MAX = 2 ** 28;
/** Maximum number of steps times pages: the bits of every page are kept for each step. */
const PAGE_STEPS_MAX = 2 ** 27;

export const core: StoredMechanism<CoreFields, CoreBlock, CoreScenario, CoreTick, CoreMoment> = {
  fields: {
    name: z.string().min(1),
    wordBits: powerOfTwo(2, 32),
    pageBytes: z.int().min(8).max(65536).multipleOf(8),
    log: z.enum(['immediate', 'manual-protect', 'tlb']),
    splitReads: z.boolean(),
    channelBytes: countFrom(1, 0x7fffffff),
    switchoverThreshold: count,
    vcpus: z.array(z.array(operation)).min(1).max(8),
    device: z.array(operation),
    migrations: countFrom(1, 16),
    stepsMax: countFrom(1, 1_000_000),
    // Older files do not have these fields.
    oldPages: z.array(address).optional(),
    reusesDestination: z.boolean().optional(),
    comesBack: z.boolean().optional(),
  },
  blockFields: {
    name: z
      .string()
      .min(1)
      .max(255)
      .regex(/^[\x21-\x7e]+$/, 'not printable ASCII'),
    offset: count,
    usedPages: countFrom(1, 0xffff),
    pagesMax: countFrom(1, 0xffff),
    hostPageSize: powerOfTwo(2048, 1 << 30),
    chunkPages: powerOfTwo(1, Number.MAX_SAFE_INTEGER),
    zeroPages: z.array(count),
  },
  ticks: ['end-slice', 'cancel', 'cut', 'corrupt', 'alter'],
  moments: [
    'migration_iteration',
    'runstate_set',
    'ram_save_page',
    'ram_save_slice_end',
    'ram_load_page',
    'migration_cancel',
    'migrate_fd_cleanup',
  ],
  complaints: (scenario) => [
    ...complaintsOfSize(scenario),
    ...complaintsOfBlocks(scenario),
    ...complaintsOfGuest(scenario),
  ],
};

function complaintsOfSize({ blocks, pageBytes, stepsMax }: CoreScenario): readonly string[] {
  const pages = blocks.reduce((sum, { pagesMax }) => sum + pagesMax, 0);
  return [
    ...(pages > PAGES_MAX ? [`more than ${PAGES_MAX} pages in all`] : []),
    ...(pages * pageBytes > MEMORY_BYTES_MAX
      ? [`more than ${MEMORY_BYTES_MAX} bytes of memory`]
      : []),
    ...(pages * stepsMax > PAGE_STEPS_MAX
      ? [`${stepsMax} steps of ${pages} pages are more than can be recorded`]
      : []),
  ];
}

function complaintsOfBlocks({ blocks, wordBits }: CoreScenario): readonly string[] {
  return blocks.flatMap(({ name, offset, pagesMax, chunkPages }, at) => [
    ...(chunkPages % wordBits === 0
      ? []
      : [`block ${name}: a chunk of ${chunkPages} pages is not a whole number of words`]),
    ...blocks.slice(at + 1).flatMap((other) => {
      const overlaps = offset < other.offset + other.pagesMax && other.offset < offset + pagesMax;
      return [
        ...(other.name === name ? [`two blocks are called ${name}`] : []),
        ...(overlaps ? [`blocks ${name} and ${other.name} overlap`] : []),
      ];
    }),
  ]);
}

function complaintsOfGuest(scenario: CoreScenario): readonly string[] {
  const { vcpus, device, blocks, oldPages = [] } = scenario;
  const outside = [...vcpus.flat(), ...device, ...oldPages].filter(
    ({ block, page }) => page >= (blocks[block]?.usedPages ?? 0),
  );
  return [
    ...outside.map(({ block, page }) => `there is no page ${page} in block ${block}`),
    ...(device.some(({ kind }) => kind === 'read') ? ['the device writer does not read'] : []),
  ];
}
