/**
 * How large the engine is of which every interleaving is run: small machines, few writes, background
 * syncs that may come at any time. Words have two bits, so that a block of two pages takes the word
 * path and a block of one page does not.
 */
import type { BlockSpec, GuestOperation, LogDiscipline, Scenario } from '../../../impl/scenario.ts';
import { TARGET_PAGE_SIZE } from '../../../impl/scenario.ts';

export interface EngineConfiguration {
  readonly name: string;
  readonly claim: string;
  readonly scenario: Scenario;
  /** Setup is run as the default policy would; the interleavings begin where it ends. */
  readonly isAfterSetup: boolean;
}

/** Names of groups of configurations, each for all log disciplines. */
export const DEFAULT_GROUP = 'default';
export const SMALL_GROUP = 'small';

const WORD_BITS = 2;

const BACKGROUND_SYNC = { kind: 'background-sync', after: 0 } as const;
const CANCEL = { kind: 'cancel', after: 0 } as const;

/**
 * A threshold of at least one page, and no more writers than that: a vCPU that is starved between
 * trap and store for ever would otherwise keep the migration from converging for ever.
 */
const basis = {
  wordBits: WORD_BITS,
  pageBytes: 8,
  splitReads: false,
  // More than any of them sends: who is ahead by how much then bears on nobody.
  channelBytes: 4096,
  postcopy: false,
  preempt: 'off',
  deviceStateReads: [],
  backgroundSync: 'park',
  device: [],
  ticks: [],
  migrations: 1,
  stepsMax: 400,
} as const;

/** On the word path if offset and length are multiples of `WORD_BITS`. */
function block(index: number, offset: number, usedPages: number): BlockSpec {
  return {
    name: `ram${index}`,
    offset,
    usedPages,
    pagesMax: usedPages,
    hostPageSize: TARGET_PAGE_SIZE,
    chunkPages: WORD_BITS,
    zeroPages: [],
    discardedPages: [],
  };
}

function write(inBlock: number, page: number): GuestOperation {
  return { kind: 'write', block: inBlock, page };
}

interface Shape extends Omit<EngineConfiguration, 'name' | 'scenario'> {
  readonly group: string;
  /** All of them, if it does not say. */
  readonly logs?: readonly LogDiscipline[];
  readonly scenario: Omit<Scenario, keyof typeof basis | 'log' | 'name'> & Partial<Scenario>;
}

const wordPath = [block(0, 0, 2)];
const pagePath = [block(0, 1, 2)];
const bothPaths = [block(0, 0, 2), block(1, 2, 1)];

const shapes: readonly Shape[] = [
  {
    group: DEFAULT_GROUP,
    claim: 'three pages on both paths, three writes, two background and two iteration syncs',
    isAfterSetup: true,
    scenario: {
      blocks: bothPaths,
      switchoverThreshold: 1,
      vcpus: [[write(0, 0), write(1, 0), write(0, 0)]],
      ticks: [BACKGROUND_SYNC, BACKGROUND_SYNC],
    },
  },
  {
    group: SMALL_GROUP,
    claim: 'two pages on the word path, two writes, one background and one iteration sync',
    isAfterSetup: true,
    scenario: {
      blocks: wordPath,
      switchoverThreshold: 1,
      vcpus: [[write(0, 0), write(0, 1)]],
      ticks: [BACKGROUND_SYNC],
    },
  },
  {
    group: 'setup',
    claim: 'two pages, two writes, interleaved from power-on, with setup and its first sync',
    isAfterSetup: false,
    scenario: {
      blocks: wordPath,
      switchoverThreshold: 1,
      vcpus: [[write(0, 0), write(0, 1)]],
    },
  },
  {
    group: 'word-path',
    claim: 'two pages on the word path, one of them written twice, two background syncs',
    isAfterSetup: true,
    scenario: {
      blocks: wordPath,
      switchoverThreshold: 1,
      vcpus: [[write(0, 0), write(0, 0)]],
      ticks: [BACKGROUND_SYNC, BACKGROUND_SYNC],
    },
  },
  {
    group: 'page-path',
    claim: 'the same beside the word path',
    isAfterSetup: true,
    scenario: {
      blocks: pagePath,
      switchoverThreshold: 1,
      vcpus: [[write(0, 0), write(0, 0)]],
      ticks: [BACKGROUND_SYNC, BACKGROUND_SYNC],
    },
  },
  {
    group: 'two-writers',
    claim: 'a vCPU and a device that write the same page, and a background sync that merges',
    isAfterSetup: true,
    scenario: {
      blocks: wordPath,
      switchoverThreshold: 1,
      backgroundSync: 'merge',
      vcpus: [[write(0, 0)]],
      device: [write(0, 0)],
      ticks: [BACKGROUND_SYNC],
    },
  },
  {
    group: 'torn-reads',
    claim: 'a page is read in two steps, between which it is written',
    isAfterSetup: true,
    scenario: {
      blocks: wordPath,
      splitReads: true,
      switchoverThreshold: 1,
      vcpus: [[write(0, 0), write(0, 0)]],
      ticks: [BACKGROUND_SYNC],
    },
  },
  {
    group: 'cancel',
    claim:
      'a migration is cancelled anywhere and tried again, beside a write and a background sync',
    isAfterSetup: true,
    scenario: {
      blocks: wordPath,
      switchoverThreshold: 1,
      vcpus: [[write(0, 0)]],
      ticks: [BACKGROUND_SYNC, CANCEL],
      migrations: 2,
    },
  },
  ...(['two-senders', 'single-sender'] as const).map((preempt): Shape => ({
    group: preempt === 'two-senders' ? 'preempt' : 'preempt-single-sender',
    claim:
      'two host pages of two target pages; one is written and read on whichever host the guest is',
    isAfterSetup: true,
    // After setup no log is looked at but by the last sync, and nobody writes.
    logs: ['immediate'],
    scenario: {
      blocks: [{ ...block(0, 0, 4), hostPageSize: 2 * TARGET_PAGE_SIZE }],
      switchoverThreshold: 1,
      postcopy: true,
      preempt,
      vcpus: [[write(0, 2), { kind: 'read', block: 0, page: 3 }]],
      ticks: [{ kind: 'start-postcopy', after: 0 }],
    },
  })),
];

const logDisciplines: readonly LogDiscipline[] = ['immediate', 'manual-protect', 'tlb'];

/** In groups: one configuration for each log discipline. */
export const engineConfigurations: readonly EngineConfiguration[] = shapes.flatMap(
  ({ group, scenario, logs = logDisciplines, ...rest }) =>
    logs.map((log) => {
      const name = `${group}/${log}`;
      return { ...rest, name, scenario: { ...basis, ...scenario, name, log } };
    }),
);

/** Names that stand for one configuration, or for a group of them. */
export const engineConfigurationNames: readonly string[] = [
  ...shapes.map(({ group }) => group),
  ...engineConfigurations.map(({ name }) => name),
];

/** @param name - one of `engineConfigurationNames` */
export function engineConfigurationsOf(name: string): readonly EngineConfiguration[] {
  return engineConfigurations.filter(
    (configuration) => configuration.name === name || configuration.name.startsWith(`${name}/`),
  );
}
