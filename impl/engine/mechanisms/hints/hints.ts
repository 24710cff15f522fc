/**
 * The state that the balloon device and the guest's driver share: the command for the guest, the queue of
 * its answers, and the device's status (virtio_balloon_free_page_hint_status).
 */
import { Cell } from '../../../runtime/cell.ts';
import { Gate } from '../../../runtime/gate.ts';
import { Mutex } from '../../../runtime/mutex.ts';
import type { Shared } from '../../../runtime/shared.ts';
import { mutexBit } from '../../../system.ts';
import { HintQueue } from './hint-queue.ts';
import { ReportedPages } from './reported-pages.ts';

/** The device's status. `requested`: it has asked and has no answer yet; `start`: it accepts hints. */
export const hintStatus = { stop: 0, requested: 1, start: 2, done: 3 } as const;

/** Commands that are not an id: stop reporting, or take all pages back. */
export const STOP_REPORTING = 0;
export const ALL_DONE = 1;
/** Ids begin after these commands (in QEMU, at 0x80000000). */
const FIRST_ID = 2;

export interface HintsShape {
  /** Pages of the machine. */
  readonly pages: number;
  readonly wordBits: number;
}

export class Hints {
  /** Held around each hint and each change of the status: the status never changes during a hint. */
  readonly lock: Mutex;
  readonly status: Cell;
  readonly queue: HintQueue;
  readonly reported: ReportedPages;
  /** A register that the guest reads: `STOP_REPORTING`, `ALL_DONE` or an id. */
  readonly command: Cell;
  /** Open while the guest has not read the last command. */
  readonly news: Gate;
  /** Open while no buffer is being processed. */
  readonly quiet: Gate;
  private readonly lastId: Cell;

  constructor({ pages, wordBits }: HintsShape, shared: Shared) {
    this.lock = new Mutex('free_page_lock', Math.log2(mutexBit.freePageLock), shared);
    this.status = new Cell('status of free page hints', shared);
    this.queue = new HintQueue(shared);
    this.reported = new ReportedPages(pages, wordBits, shared);
    this.command = new Cell('free page command', shared, 'atomic');
    this.news = new Gate('free page command', shared, true);
    this.quiet = new Gate('free page buffer', shared);
    this.lastId = new Cell('id of free page hints', shared);
  }

  /** The next id; the caller holds the lock. */
  nextId(): number {
    const id = this.lastId.get() === 0 ? FIRST_ID : this.lastId.get() + 1;
    this.lastId.set(id);
    return id;
  }

  /** Reads the command for the guest, ordered after everything done before the command was published. */
  readCommand(): number {
    this.news.test();
    this.news.set(false);
    return this.command.get();
  }

  /** Makes the command readable for the guest (virtio_notify_config). */
  publish(command: number): void {
    this.command.set(command);
    this.news.set(true);
  }
}
