/**
 * TCG: the log is QEMU's own bitmap and `armed` is a flag in the TLB. Clearing a log bit does not re-arm
 * the page; only a separate reset of the TLB does, which must not be skipped (tlb_reset_dirty).
 */
import type { Bitmap } from './bitmap.ts';
import { DirtyLog } from './dirty-log.ts';

export class TlbLog extends DirtyLog {
  readonly isStoreBlind = true;

  protected trapLog(): Bitmap {
    return this.logged;
  }

  fetch(): void {
    // There is no hypervisor log to fetch from.
  }

  clear(): void {
    // The sync has already cleared the log bit.
  }

  rearm(): void {
    this.armed.setAll();
  }
}
