/**
 * The two-level dirty log. Per page: `armed` (a vCPU's write traps and is logged), the hypervisor's
 * log bit, the copy of it that was last fetched, and QEMU's own bit (`ram_list.dirty_memory`), which
 * also collects what devices write. Pages are counted in ram address space, holes included.
 *
 * The safety of every kind of log is one line: *armed or logged*. The three kinds differ in who
 * clears what, and when; each has a file of its own.
 */
import type { Shared } from '../../runtime/shared.ts';
import { Cell } from '../../runtime/cell.ts';
import { Bitmap } from './bitmap.ts';
import type { RamBlock } from './ram-block.ts';

export interface LogShape {
  /** Length of ram address space in target pages, a multiple of `wordBits`. */
  readonly ramPages: number;
  readonly wordBits: number;
  /** The dense index of the page at a ram address, or `NO_PAGE` in a hole. */
  readonly pageOf: (ramPage: number) => number;
}

export abstract class DirtyLog {
  readonly armed: Bitmap;
  /** What the hypervisor recorded. */
  readonly hypervisor: Bitmap;
  /** The copy of it that the last fetch saw: a clear may name no other page. */
  readonly fetched: Bitmap;
  /** What QEMU knows: fetched pages, and device writes. */
  readonly logged: Bitmap;
  private readonly logging: Cell;

  /** After a trap the store does not test `armed` again, so a sync must wait for whoever trapped. */
  abstract readonly isStoreBlind: boolean;

  constructor(shape: LogShape, shared: Shared) {
    const bitmap = (name: string): Bitmap =>
      // The hypervisor's part is in the kernel and under its locks, QEMU's is set and fetched by
      // indivisible operations (ram_list.dirty_memory): traps, devices and syncs need no common lock.
      new Bitmap(
        {
          name,
          length: shape.ramPages,
          wordBits: shape.wordBits,
          pageOf: shape.pageOf,
          sharing: 'atomic',
        },
        shared,
      );
    this.armed = bitmap('armed');
    this.hypervisor = bitmap('hypervisor log');
    this.fetched = bitmap('fetched log');
    this.logged = bitmap('QEMU log');
    // A flag that writers look at while it is switched (global_dirty_tracking).
    this.logging = new Cell('logging', shared, 'atomic');
  }

  /** As at power-on: nobody logs, and RAM that was just created counts as dirty. */
  powerOn(): void {
    for (const bitmap of [this.armed, this.hypervisor, this.fetched, this.logged])
      bitmap.allocate();
    this.logged.setAll();
  }

  /** Every page traps from here on (memory_global_dirty_log_start). */
  start(): void {
    this.hypervisor.clearAll();
    this.fetched.clearAll();
    this.armed.setAll();
    this.logging.set(1);
  }

  stop(): void {
    this.logging.set(0);
  }

  /** A vCPU that stores to this page now traps first. */
  isTrapped(ramPage: number): boolean {
    return this.logging.get() === 1 && this.armed.test(ramPage);
  }

  /** The trap: the write is logged and the page no longer traps. */
  trap(ramPage: number): void {
    this.trapLog().set(ramPage);
    this.armed.unset(ramPage);
  }

  /** A device has stored to the page and says so. */
  mark(ramPage: number): void {
    if (this.logging.get() === 1) this.logged.set(ramPage);
  }

  /** Clears one word of QEMU's log and returns it. The hypervisor's part is cleared by chunk, later. */
  takeWord(word: number): number {
    return this.logged.takeWord(word);
  }

  /** Clears one page's log on both levels and tells whether QEMU's was set. */
  takePage(ramPage: number): boolean {
    const wasLogged = this.logged.takeBit(ramPage);
    if (wasLogged) this.clear(ramPage, 1);
    return wasLogged;
  }

  /** Where a vCPU's trap is recorded. */
  protected abstract trapLog(): Bitmap;

  /** Folds the hypervisor's log of one block into QEMU's (memory_global_dirty_log_sync). */
  abstract fetch(block: RamBlock): void;

  /** Clears the hypervisor's log of those pages of the range that were fetched, and re-arms them. */
  abstract clear(first: number, count: number): void;

  /** Arms every page again whose log bit a sync has just cleared, where clearing does not. */
  abstract rearm(): void;
}
