/**
 * The contract that an engine from elsewhere fulfils to be checked (`check --system FILE`): the
 * module exports `openSystem`. What is optional may be left out; a property that would need it is
 * then not observable, and the check says so. `SYSTEM.md` tells which property needs what.
 */
import type { Scenario } from './scenario.ts';
import type { Driver, EventBuffer, FootprintView, Layout, Views, Wait } from './system.ts';
import type { ThreadWords } from './thread-set.ts';
import type { TracepointName } from './tracepoints.ts';

export type { Driver, EventBuffer, FootprintView, Layout, Views, Wait } from './system.ts';
export { FOOTPRINT_STRIDE, mutexBit, pageBit } from './system.ts';

/**
 * Made once for a scenario, reset for every run. Whatever of a scenario an engine has no notion of
 * (a slice that ends early, postcopy) does not happen there.
 */
export type OpenOwnSystem = (scenario: Scenario) => OwnSystem;

export interface OwnSystem {
  readonly driver: OwnDriver;
  readonly layout: Layout;
  readonly views: OwnViews;
  /** What the last step announced, and nothing of the steps before it. */
  readonly trace: EventBuffer;
  /** The tracepoints that it announces whenever they happen; all there are, if left out. */
  readonly announces?: readonly TracepointName[];
  /** What the last step read and wrote. Without it, every page is looked at after every step. */
  readonly footprint?: FootprintView;
}

export interface OwnDriver extends Pick<Driver, 'threads' | 'reset' | 'take' | 'isDone' | 'drain'> {
  /**
   * The threads that may take their next step: bit t of a number is thread t, as long as there are no
   * more than 31, and with up to 64 two words (a `ThreadSet` is that).
   */
  choices(): number | ThreadWords;
  /** What the thread would do next, and the page (dense index) that it concerns, if any. */
  comingStep(thread: number): { readonly label: string; readonly page?: number };
  /** Without it a deadlock is told by the steps that threads were about to take. */
  waits?(): readonly Wait[];
}

/** Looking changes nothing. */
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
  /** The bits of `pageBits` that mean anything here; all there are, if left out. */
  readonly shownBits?: number;
}

/** What is announced by an engine that has neither a log nor syncs nor postcopy. */
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
