/**
 * A scenario: everything about a run that is not a choice of the scheduler. It is plain data, so
 * that it can be drawn, shrunk, stored in a trace file and handed to any system.
 */
export interface Scenario {
  /** The family that it was drawn from. */
  readonly name: string;
  /** Bits per bitmap word (BITS_PER_LONG): a power of two, 2 to 32. */
  readonly wordBits: number;
  /** Bytes of content per target page: a multiple of 8. On the wire a page counts 4096. */
  readonly pageBytes: number;
  readonly blocks: readonly BlockSpec[];
  readonly log: LogDiscipline;
  /** Read a page in two steps, so that a store may come between. */
  readonly splitReads: boolean;
  /** Bytes that the link holds before the sender has to wait. */
  readonly channelBytes: number;
  /** Pages that may be left to send when the guest is stopped. */
  readonly switchoverThreshold: number;
  /** The destination may take over before all memory is there, if the operator asks for it. */
  readonly postcopy: boolean;
  /** How a page that somebody waits for overtakes the others; `off` unless there is postcopy. */
  readonly preempt: PreemptDesign;
  /** Pages that loading the device state reads on the destination, in order. */
  readonly deviceStateReads: readonly PageAddress[];
  /** What a background sync does: park what it finds for the next iteration sync, or merge it. */
  readonly backgroundSync: 'park' | 'merge';
  /** The program of each vCPU. */
  readonly vcpus: readonly (readonly GuestOperation[])[];
  /** What the device writer does: `write` and `zero` only. */
  readonly device: readonly GuestOperation[];
  /** Things that happen from outside, each armed at a point of the migration's progress. */
  readonly ticks: readonly TickSpec[];
  /** How often the operator starts a migration until one completes. */
  readonly migrations: number;
  /** Steps that the strategy decides; after them the run is drained fairly. */
  readonly stepsMax: number;
}

export interface BlockSpec {
  readonly name: string;
  /** Position in ram address space, in target pages. */
  readonly offset: number;
  /** Length now, in target pages; `pagesMax` is what the block may grow to. */
  readonly usedPages: number;
  readonly pagesMax: number;
  /** Size of the host page behind it, where a target page counts 4096: 2048, 4096, 8192, ... */
  readonly hostPageSize: number;
  /** Target pages per chunk of the clear bitmap: a power of two and a multiple of `wordBits`. */
  readonly chunkPages: number;
  /** Pages that start as zeros; the others start with a version of their own. */
  readonly zeroPages: readonly number[];
  /** Pages of whole host pages that are not plugged in: nobody writes them, and they read as zeros. */
  readonly discardedPages: readonly number[];
}

/**
 * Who sends a page that the destination waits for, once there is a second connection for such pages:
 * the return-path thread itself, beside the migration thread (QEMU since 8.0), or the migration thread,
 * which interrupts the host page that it is sending (7.1). `off`: there is one connection.
 */
export type PreemptDesign = 'off' | 'two-senders' | 'single-sender';

/**
 * How the dirty log is cleared: at the fetch (KVM without manual protect), by chunk before a page
 * is sent (KVM with manual protect), or bit first and TLB afterwards (TCG).
 */
export type LogDiscipline = 'immediate' | 'manual-protect' | 'tlb';

export interface PageAddress {
  readonly block: number;
  /** In target pages from the beginning of the block. */
  readonly page: number;
}

export interface GuestOperation extends PageAddress {
  /** Write a fresh version, write zeros, or read. */
  readonly kind: 'write' | 'zero' | 'read';
}

export interface TickSpec {
  readonly kind: TickKind;
  /** Armed once the migration has made this many steps of progress (syncs, pages, status changes). */
  readonly after: number;
  /** Of what is on the link, which byte and which of its bits a `corrupt` tick changes. */
  readonly salt?: number | undefined;
}

export type TickKind =
  'background-sync' | 'end-slice' | 'start-postcopy' | 'cancel' | 'cut' | 'cut-preempt' | 'corrupt';

/** Bytes that one target page counts on the wire, whatever its content size. */
export const TARGET_PAGE_SIZE = 4096;

/**
 * What each field says where nobody asks for anything: no device, no ticks, one migration, the simplest
 * way. A field that is added has its plainest value here, and a scenario that leaves it at that is the
 * scenario that it was before. Where there is no such value (`name`, say), it is one that says nothing.
 */
export const plainestScenario: Scenario = {
  name: '',
  wordBits: 0,
  pageBytes: 0,
  blocks: [],
  log: 'immediate',
  splitReads: false,
  channelBytes: 4096,
  switchoverThreshold: 0,
  postcopy: false,
  preempt: 'off',
  deviceStateReads: [],
  backgroundSync: 'park',
  vcpus: [],
  device: [],
  ticks: [],
  migrations: 1,
  stepsMax: 0,
};

/** The same of a block. */
export const plainestBlock: BlockSpec = {
  name: '',
  offset: 0,
  usedPages: 0,
  pagesMax: 0,
  hostPageSize: TARGET_PAGE_SIZE,
  chunkPages: 0,
  zeroPages: [],
  discardedPages: [],
};
