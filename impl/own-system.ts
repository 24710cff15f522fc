/**
 * The contract that an external engine implements to be checked (`check --system FILE`): its module
 * exports `openSystem`. Optional parts may be left out; a property that needs one of them is then not
 * observable, and the check says so. `SYSTEM.md` lists what each property needs.
 */
import type { Scenario } from './scenario.ts';
import type { Driver, EventBuffer, FootprintView, Layout, Views, Wait } from './system.ts';
import type { ThreadWords } from './thread-set.ts';
import type { TracepointName } from './tracepoints.ts';

export type { Driver, EventBuffer, FootprintView, Layout, Views, Wait } from './system.ts';
export { FOOTPRINT_STRIDE, mutexBit, pageBit } from './system.ts';

/**
 * Called once for a scenario; the system is reset for every run. An engine ignores the parts of a scenario
 * that it does not implement (a slice that ends early, postcopy).
 */
export type OpenOwnSystem = (scenario: Scenario) => OwnSystem;

export interface OwnSystem {
  readonly driver: OwnDriver;
  readonly layout: Layout;
  readonly views: OwnViews;
  /** The events of the last step only. */
  readonly trace: EventBuffer;
  /** The tracepoints that it announces whenever they happen; every tracepoint, if left out. */
  readonly announces?: readonly TracepointName[];
  /** What the last step read and wrote. Without it, the judge looks at every page after every step. */
  readonly footprint?: FootprintView;
}

export interface OwnDriver extends Pick<Driver, 'threads' | 'reset' | 'take' | 'isDone' | 'drain'> {
  /**
   * The threads that can take their next step: a number whose bit t is thread t (at most 31 threads), or
   * two words (at most 64 threads), such as a `ThreadSet`.
   */
  choices(): number | ThreadWords;
  /** What the thread would do next, and the page (dense index) that it concerns, if any. */
  comingStep(thread: number): { readonly label: string; readonly page?: number };
  /** Without it, a deadlock is reported by the steps that the threads were about to take. */
  waits?(): readonly Wait[];
}

/** Reading a view changes nothing. */
export interface OwnViews
  extends
    Pick<Views, 'memoryWord' | 'isRunning'>,
    Partial<
      Pick<
        Views,
        | 'pageBits'
        | 'dirtyPageCount'
        | 'isBitmapMutexFree'
        | 'channel'
        | 'preemptChannel'
        | 'links'
        | 'requestedCount'
        | 'complaint'
      >
    > {
  /** The bits of `pageBits` that this engine maintains; all of them, if left out. */
  readonly shownBits?: number;
}

/** The tracepoints of an engine without a dirty log, syncs and postcopy. */
export const plainTracepoints: readonly TracepointName[] = [
  'migrate_set_state',
  'runstate_set',
  'ram_take_dirty',
  'ram_read_page',
  'ram_save_page',
  'vcpu_store',
  'vcpu_load',
  'device_store',
  'device_log',
  'guest_operation',
  'ram_load_page',
  'loadvm_complete',
];
