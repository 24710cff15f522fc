/**
 * The contract between the judge and whatever migrates: a *System* says what it is and shows what
 * may be seen of it between two steps; a *Driver* offers the choices that are now open and performs
 * the one that is taken. A strategy that picks choices cannot tell which system it drives.
 */
export { mutexBit, pageBit } from './mechanisms.ts';
import type { Scenario } from './scenario.ts';
import type { ReadonlyThreadSet } from './thread-set.ts';
import type { Host, TracepointName } from './tracepoints.ts';

export interface System {
  readonly driver: Driver;
  readonly layout: Layout;
  readonly views: Views;
  /** What the last step announced; `TRACEPOINT_STRIDE` integers an event. */
  readonly trace: EventBuffer;
  /** What the last step read and wrote. */
  readonly footprint: FootprintView;
  /** What of all this it has not got, and what stands there instead says nothing. */
  readonly lacks?: Lacks;
}

/** What an engine from elsewhere leaves out (`own-system.ts`). */
export interface Lacks {
  readonly views: ReadonlySet<keyof Views>;
  /** Bits of `pageBit`. */
  readonly bits: number;
  readonly tracepoints: ReadonlySet<TracepointName>;
  readonly footprint: boolean;
}

/** How a system is made for one scenario. It is made once and reset for every run. */
export type OpenSystem = (scenario: Scenario) => System;

/** What a strategy is told of what it drives. */
export interface Steered {
  readonly threads: readonly string[];
  /** What the thread would do next. */
  comingStep(thread: number): ComingStep;
}

export interface Driver extends Steered {
  /** Starts over: everything is as it was before the first step. */
  reset(): void;
  /** The threads that may take their next step. It changes with the next step. */
  choices(): ReadonlyThreadSet;
  /** Lets one of them take it. An exception out of here is the system's own failure. */
  take(thread: number): void;
  /** Nobody can go on, and nobody waits for anything that had to come. */
  isDone(): boolean;
  /** From here on nothing more comes from outside, and the guest begins no further operation. */
  drain(): void;
  /** The cells of all gates. */
  readonly gates: readonly number[];
  /** Whether the gate with this cell is open now. */
  isOpen(gate: number): boolean;
  /** What each thread waits for, if it waits. */
  waits(): readonly Wait[];
}

export interface ComingStep {
  readonly label: string;
  /** The page (dense index) that the step concerns, or -1. */
  readonly page: number;
  /** The cell of the gate that has to be open for it, or -1. */
  readonly gate: number;
}

export interface Wait {
  readonly thread: string;
  readonly what: string;
  /** The thread that holds it, if it is a lock. */
  readonly holder?: string;
  /** The page (dense index) that is missing, if that is what it waits for. */
  readonly missingPage?: number;
  /** Nothing is amiss if it never comes. */
  readonly isIdle: boolean;
}

/** The pages of the machine, counted densely over all blocks, and the actors of its guest. */
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
 * What may be seen between two steps; looking changes nothing. A property whose view is missing
 * cannot be judged for that system.
 */
export interface Views {
  /** The bits of one page, as `PageBit` numbers them. */
  pageBits(page: number): number;
  dirtyPageCount(): number;
  isBitmapMutexFree(): boolean;
  isLastStage(): boolean;
  /** Index in `migrationStatuses`. */
  status(): number;
  isRunning(host: number): boolean;
  /** One 32-bit word of a page of one host's memory. */
  memoryWord(host: number, page: number, word: number): number;
  /** Bytes on their way to the destination. */
  readonly channel: ChannelView;
  /** Every connection, each direction by itself, for whoever draws what travels. */
  readonly links?: readonly LinkView[];
  /** The same of the preempt channel, if there is one. */
  readonly preemptChannel: ChannelView | undefined;
  /** Host pages that the destination has asked for and not got, by its own count. */
  requestedCount(): number;
  /** What a host complained of last in this migration, in words; `undefined` if of nothing. */
  complaint?(host: number): string | undefined;
}

export interface ChannelView {
  readonly bytes: Uint8Array;
  readonly head: number;
  readonly tail: number;
  /** Offset in the stream of `bytes[0]`. */
  readonly base: number;
  peekClosed(): boolean;
  /** Bytes at the end that were put and not flushed: nobody is told that they are there. */
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

/** The cells that a step accessed, in the order in which it did. */
export interface FootprintView {
  readonly entries: Int32Array;
  readonly length: number;
  /** The thread that took the step, and what the step was called. */
  readonly thread: number;
  readonly label: string;
  readonly pageOfCell: readonly number[];
  readonly ownerOfCell: readonly string[];
  readonly sharingOfCell: readonly Sharing[];
}

/**
 * How threads that share a cell are kept apart, as its owner declares it:
 *
 * - `guarded`: by a common mutex, or since one comes after the other; anything else is a race;
 * - `atomic`: each access is indivisible for a reason that the owner states, and orders nothing;
 * - `signal`: whoever reads it comes after all that was done before it was written;
 * - `message`: a signal that is written before it is read, in whatever order threads go on;
 * - `mutex`: it is what guards others.
 */
export type Sharing = 'guarded' | 'atomic' | 'signal' | 'message' | 'mutex';
