/**
 * The scenario as a trace file stores it. It repeats the type that the engine is configured with,
 * on purpose: the file format is a contract of its own, and the room that stores must not depend on
 * the room that runs. That the two agree is checked where both are known.
 */
import { z } from 'zod';

const tickKinds = [
  'background-sync',
  'end-slice',
  'start-postcopy',
  'cancel',
  'cut',
  'cut-preempt',
  'corrupt',
] as const;

const preemptDesigns = ['off', 'two-senders', 'single-sender'] as const;

/** A scenario as stored; the engine's own description of it says what each field means. */
export interface StoredScenario {
  readonly name: string;
  readonly wordBits: number;
  readonly pageBytes: number;
  readonly blocks: readonly StoredBlock[];
  readonly log: 'immediate' | 'manual-protect' | 'tlb';
  readonly splitReads: boolean;
  readonly channelBytes: number;
  readonly switchoverThreshold: number;
  readonly postcopy: boolean;
  readonly preempt: (typeof preemptDesigns)[number];
  readonly deviceStateReads: readonly StoredAddress[];
  readonly backgroundSync: 'park' | 'merge';
  readonly vcpus: readonly (readonly StoredOperation[])[];
  readonly device: readonly StoredOperation[];
  readonly ticks: readonly StoredTick[];
  readonly migrations: number;
  readonly stepsMax: number;
}

export interface StoredBlock {
  readonly name: string;
  readonly offset: number;
  readonly usedPages: number;
  readonly pagesMax: number;
  readonly hostPageSize: number;
  readonly chunkPages: number;
  readonly zeroPages: readonly number[];
  readonly discardedPages: readonly number[];
}

export interface StoredAddress {
  readonly block: number;
  readonly page: number;
}

export interface StoredOperation extends StoredAddress {
  readonly kind: 'write' | 'zero' | 'read';
}

export interface StoredTick {
  readonly kind: (typeof tickKinds)[number];
  readonly after: number;
  readonly salt?: number | undefined;
}

/** Far beyond what can be searched; a page's number still fits wherever it is stored. */
const PAGES_MAX = 32_768;
/** Of one host's memory. */
const MEMORY_BYTES_MAX = 2 ** 28;
/** Steps that can be kept with the bits of every page. */
const PAGE_STEPS_MAX = 2 ** 27;

/** What one page counts in sizes, whatever its content size. */
const PAGE_UNIT = 4096;

const count = z.int().min(0).max(0xffff);
const powerOfTwo = z.int().refine((value) => value > 0 && (value & (value - 1)) === 0, {
  message: 'not a power of two',
});

const block = z
  .strictObject({
    name: z
      .string()
      .min(1)
      .max(255)
      .regex(/^[\x21-\x7e]+$/, 'not printable ASCII'),
    offset: count,
    usedPages: count.min(1),
    pagesMax: count.min(1),
    hostPageSize: powerOfTwo.min(2048).max(1 << 30),
    chunkPages: powerOfTwo,
    zeroPages: z.array(count),
    // Files from before there was such a thing do not mention it.
    discardedPages: z.array(count).default([]),
  })
  .refine((one) => one.usedPages <= one.pagesMax, { message: 'usedPages exceeds pagesMax' });

const address = z.strictObject({ block: count, page: count });
const operation = z.strictObject({
  kind: z.enum(['write', 'zero', 'read']),
  block: count,
  page: count,
});

const tick = z.strictObject({
  kind: z.enum(tickKinds),
  after: count,
  salt: count.optional(),
});

export const scenarioSchema: z.ZodType<StoredScenario> = z
  .strictObject({
    name: z.string().min(1),
    wordBits: powerOfTwo.min(2).max(32),
    pageBytes: z.int().min(8).max(65536).multipleOf(8),
    blocks: z.array(block).min(1),
    log: z.enum(['immediate', 'manual-protect', 'tlb']),
    splitReads: z.boolean(),
    channelBytes: z.int().min(1).max(0x7fffffff),
    switchoverThreshold: count,
    postcopy: z.boolean(),
    preempt: z.enum(preemptDesigns).default('off'),
    deviceStateReads: z.array(address),
    backgroundSync: z.enum(['park', 'merge']),
    vcpus: z.array(z.array(operation)).min(1).max(8),
    device: z.array(operation),
    ticks: z.array(tick),
    migrations: count.min(1).max(16),
    stepsMax: z.int().min(1).max(1_000_000),
  })
  .check((context) => {
    const { blocks, vcpus, device, deviceStateReads, wordBits, postcopy, preempt } = context.value;
    const { pageBytes, stepsMax } = context.value;
    const complain = (message: string): void => {
      context.issues.push({ code: 'custom', message, input: context.value });
    };
    const pages = blocks.reduce((sum, { pagesMax }) => sum + pagesMax, 0);
    if (pages > PAGES_MAX) complain(`more than ${PAGES_MAX} pages in all`);
    if (pages * pageBytes > MEMORY_BYTES_MAX)
      complain(`more than ${MEMORY_BYTES_MAX} bytes of memory`);
    if (pages * stepsMax > PAGE_STEPS_MAX)
      complain(`${stepsMax} steps of ${pages} pages are more than can be told`);
    if (preempt !== 'off' && !postcopy) complain('a preempt channel is for postcopy only');
    for (const one of blocks) {
      const wrong = complaintAboutDiscarded(one);
      if (wrong !== undefined) complain(`block ${one.name}: ${wrong}`);
    }
    for (const [at, { name, offset, pagesMax, chunkPages }] of blocks.entries()) {
      if (chunkPages % wordBits !== 0)
        complain(`block ${name}: a chunk of ${chunkPages} pages is not whole words`);
      for (const other of blocks.slice(at + 1)) {
        if (other.name === name) complain(`two blocks are called ${name}`);
        if (offset < other.offset + other.pagesMax && other.offset < offset + pagesMax)
          complain(`blocks ${name} and ${other.name} overlap`);
      }
    }
    for (const one of [...vcpus.flat(), ...device, ...deviceStateReads])
      if (one.page >= (blocks[one.block]?.usedPages ?? 0))
        complain(`there is no page ${one.page} in block ${one.block}`);
    for (const one of [...vcpus.flat(), ...device])
      if (one.kind !== 'read' && blocks[one.block]?.discardedPages.includes(one.page) === true)
        complain(`page ${one.page} of block ${one.block} is written, and discarded`);
    if (device.some((one) => one.kind === 'read')) complain('the device writer does not read');
  });

/** Whether a trace of the scenario could be read back. */
export function isStorable(scenario: StoredScenario): boolean {
  return scenarioSchema.safeParse(scenario).success;
}

/** Memory is plugged in and out by whole host pages, and what is not there reads as zeros. */
function complaintAboutDiscarded(block: StoredBlock): string | undefined {
  const { usedPages, hostPageSize, zeroPages, discardedPages } = block;
  const pagesEach = Math.max(1, hostPageSize / PAGE_UNIT);
  const discarded = new Set(discardedPages);
  for (const page of discarded) {
    if (page >= usedPages) return `discarded page ${page} is not in it`;
    if (!zeroPages.includes(page)) return `discarded page ${page} is not zero`;
    const first = page - (page % pagesEach);
    for (let part = first; part < first + pagesEach; part++)
      if (!discarded.has(part))
        return `the host page of discarded page ${page} is not all discarded`;
  }
  return undefined;
}
