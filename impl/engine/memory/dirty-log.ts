/**
 * The two-level dirty log. Per page it has `armed` (a vCPU's write traps and is logged), the hypervisor's
 * log bit, the last fetched copy of that bit, and QEMU's own bit (`ram_list.dirty_memory`), which also
 * records device writes. Pages are numbered in RAM address space, holes included.
 *
 * Every kind of log keeps one invariant: each page is *armed or logged*. The three kinds differ in when the
 * bits are cleared, and by which operation; each has a file of its own.
 */
import type { Shared } from '../../runtime/shared.ts';
import { Cell } from '../../runtime/cell.ts';
import { Bitmap } from './bitmap.ts';
import type { RamBlock } from './ram-block.ts';

export interface LogShape {
  /** Length of RAM address space in target pages, a multiple of `wordBits`. */
  readonly ramPages: number;
  readonly wordBits: number;
  /** The dense index of the page at a RAM address, or `NO_PAGE` in a hole. */
  readonly pageOf: (ramPage: number) => number;
}

export abstract class DirtyLog {
  readonly armed: Bitmap;
  /** The hypervisor's log. */
  readonly hypervisor: Bitmap;
  /** The hypervisor's log as last fetched: a clear may name only these pages. */
  readonly fetched: Bitmap;
  /** QEMU's log: fetched pages and device writes. */
  readonly logged: Bitmap;
  private readonly logging: Cell;

  /** After a trap the store does not test `armed` again, so a sync must wait for trapped vCPUs. */
  abstract readonly isStoreBlind: boolean;

  constructor(shape: LogShape, shared: Shared) {
    const bitmap = (name: string): Bitmap =>
      // The kernel keeps the hypervisor's part under its own locks; QEMU sets and fetches its part
      // atomically (ram_list.dirty_memory). So traps, devices and syncs need no common lock.
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
    // Writers read this flag while it is being switched (global_dirty_tracking).
    this.logging = new Cell('logging', shared, 'atomic');
  }

  /** The state at power-on: logging is off, and newly created RAM counts as dirty. */
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

  /** Whether a vCPU that stores to this page now traps first. */
  isTrapped(ramPage: number): boolean {
    return this.logging.get() === 1 && this.armed.test(ramPage);
  }

  /** Handles a trap: logs the write, after which the page no longer traps. */
  trap(ramPage: number): void {
    this.trapLog().set(ramPage);
    this.armed.unset(ramPage);
  }

  /** Logs a device's store to the page. */
  mark(ramPage: number): void {
    if (this.logging.get() === 1) this.logged.set(ramPage);
  }

  /** Clears one word of QEMU's log and returns it. The hypervisor's log is cleared later, by chunk. */
  takeWord(word: number): number {
    return this.logged.takeWord(word);
  }

  /** Clears one page's log on both levels and tells whether QEMU's bit was set. */
  takePage(ramPage: number): boolean {
    const wasLogged = this.logged.takeBit(ramPage);
    if (wasLogged) this.clear(ramPage, 1);
    return wasLogged;
  }

  /** The bitmap that records a vCPU's trap. */
  protected abstract trapLog(): Bitmap;

  /** Merges the hypervisor's log of one block into QEMU's log (memory_global_dirty_log_sync). */
  abstract fetch(block: RamBlock): void;

  /** Clears the hypervisor's log of the fetched pages in the range, and re-arms those pages. */
  abstract clear(first: number, count: number): void;

  /** Re-arms every page whose log bit a sync has just cleared, if clearing does not re-arm. */
  abstract rearm(): void;
}
