/**
 * The contract between the judge and the system under test: a *System* describes itself and shows its
 * state between two steps; a *Driver* offers the choices that are open now and performs the one that is
 * picked. A strategy that picks choices cannot tell which system it drives.
 */
export { mutexBit, pageBit } from './mechanisms.ts';
import type { Scenario } from './scenario.ts';
import type { ReadonlyThreadSet } from './thread-set.ts';
import type { Host, TracepointName } from './tracepoints.ts';

export interface System {
  readonly driver: Driver;
  readonly layout: Layout;
  readonly views: Views;
  /** The events of the last step; `TRACEPOINT_STRIDE` integers an event. */
  readonly trace: EventBuffer;
  /** What the last step read and wrote. */
  readonly footprint: FootprintView;
  /** Parts of this interface that the system lacks; their placeholders carry no information. */
  readonly lacks?: Lacks;
}

/** What an external engine leaves out (`own-system.ts`). */
export interface Lacks {
  readonly views: ReadonlySet<keyof Views>;
  /** Bits of `pageBit`. */
  readonly bits: number;
  readonly tracepoints: ReadonlySet<TracepointName>;
  readonly footprint: boolean;
}

/** Makes a system for one scenario. A system is made once and reset for every run. */
export type OpenSystem = (scenario: Scenario) => System;

/** What a strategy knows about the system that it drives. */
export interface Steered {
  readonly threads: readonly string[];
  /** What the thread would do next. */
  comingStep(thread: number): ComingStep;
}

export interface Driver extends Steered {
  /** Starts over: everything is as it was before the first step. */
  reset(): void;
  /** The threads that can take their next step. The set is overwritten by the next step. */
  choices(): ReadonlyThreadSet;
  /** Lets the thread take its next step. An exception thrown here is the system's own failure. */
  take(thread: number): void;
  /** No thread can take a step, and none waits for an event that must come. */
  isDone(): boolean;
  /** From here on no event comes from outside, and the guest begins no further operation. */
  drain(): void;
  /** The cells of all gates. */
  readonly gates: readonly number[];
  /** Whether the gate with this cell is open. */
  isOpen(gate: number): boolean;
  /** What each waiting thread waits for. */
  waits(): readonly Wait[];
}

export interface ComingStep {
  readonly label: string;
  /** The page (dense index) that the step concerns, or -1. */
  readonly page: number;
  /** The cell of the gate that must be open for the step, or -1. */
  readonly gate: number;
}

export interface Wait {
  readonly thread: string;
  readonly what: string;
  /** The thread that holds the lock, if the thread waits for a lock. */
  readonly holder?: string;
  /** The missing page (dense index) that the thread waits for, if it waits for one. */
  readonly missingPage?: number;
  /** It is not a failure if the event never comes. */
  readonly isIdle: boolean;
}

/** The pages of the machine, numbered densely over all blocks, and the actors of its guest. */
export interface Layout {
  readonly pages: number;
  readonly pageWords: number;
  readonly blocks: readonly BlockLayout[];
  /** Actors of the guest program: the vCPUs, then the device writer. */
  readonly actors: number;
  readonly operationsOf: readonly number[];
  readonly initialVersions: readonly number[];
}

export interface BlockLayout {
  readonly name: string;
  readonly firstPage: number;
  readonly usedPages: number;
  readonly hostPageSize: number;
  readonly takesWordPath: boolean;
}

/**
 * The state of the system between two steps; reading it changes nothing. A property whose view is
 * missing cannot be judged for that system.
 */
export interface Views {
  /** The bits of one page, as `pageBit` numbers them. */
  pageBits(page: number): number;
  dirtyPageCount(): number;
  isBitmapMutexFree(): boolean;
  isLastStage(): boolean;
  /** Index in `migrationStatuses`. */
  status(): number;
  isRunning(host: number): boolean;
  /** One 32-bit word of a page of one host's memory. */
  memoryWord(host: number, page: number, word: number): number;
  /** Bytes in flight to the destination on the main channel. */
  readonly channel: ChannelView;
  /** Each direction of every connection, for drawings of the traffic. */
  readonly links?: readonly LinkView[];
  /** Bytes in flight on the preempt channel, if there is one. */
  readonly preemptChannel: ChannelView | undefined;
  /** Host pages that the destination has requested and not received, by its own count. */
  requestedCount(): number;
  /** The last error that a host reported in this migration, in words; `undefined` if there is none. */
  complaint?(host: number): string | undefined;
}

export interface ChannelView {
  readonly bytes: Uint8Array;
  readonly head: number;
  readonly tail: number;
  /** Offset in the stream of `bytes[0]`. */
  readonly base: number;
  peekClosed(): boolean;
  /** Bytes at the end that were put but not flushed: the receiver is not woken for them. */
  peekUnflushed?(): number;
}

/** One direction of a connection between the hosts. */
export interface LinkView {
  readonly name: string;
  /** The host that sends. */
  readonly from: Host;
  readonly channel: ChannelView;
}

export interface EventBuffer {
  readonly events: Int32Array;
  readonly length: number;
}

/** Integers per footprint entry; `footprint-entry.ts` says what they mean. */
export const FOOTPRINT_STRIDE = 3;

/** The cells that a step accessed, in order. */
export interface FootprintView {
  readonly entries: Int32Array;
  readonly length: number;
  /** The thread that took the step, and the step's label. */
  readonly thread: number;
  readonly label: string;
  readonly pageOfCell: readonly number[];
  readonly ownerOfCell: readonly string[];
  readonly sharingOfCell: readonly Sharing[];
}

/**
 * How accesses to a cell by several threads are synchronised, as the cell's owner declares it:
 *
 * - `guarded`: a common mutex or a happens-before order; any other pair of accesses is a race;
 * - `atomic`: each access is indivisible, for a reason that the owner states, and orders nothing;
 * - `signal`: a read is ordered after everything that was done before the write;
 * - `message`: a signal that is written before it is read, in every order of the threads;
 * - `mutex`: it guards other cells.
 */
export type Sharing = 'guarded' | 'atomic' | 'signal' | 'message' | 'mutex';
