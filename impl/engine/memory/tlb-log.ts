/**
 * TCG: the log is QEMU's own bitmap and `armed` is a flag in the TLB. Clearing a log bit does not
 * re-arm; resetting the TLB does, as an act of its own that nothing may skip (tlb_reset_dirty).
 */
import type { Bitmap } from './bitmap.ts';
import { DirtyLog } from './dirty-log.ts';

export class TlbLog extends DirtyLog {
  readonly isStoreBlind = true;

  protected trapLog(): Bitmap {
    return this.logged;
  }

  fetch(): void {
    // There is no other level to fetch from.
  }

  clear(): void {
    // A log bit was cleared when it was taken.
  }

  rearm(): void {
    this.armed.setAll();
  }
}
