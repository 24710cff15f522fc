/**
 * KVM with manual protect: the fetch copies the log and clears nothing; a later clear names pages, and
 * only pages that were fetched. Otherwise a write between fetch and clear would be lost
 * (kvm_log_clear_one_slot in accel/kvm/kvm-all.c).
 */
import type { Bitmap } from './bitmap.ts';
import { DirtyLog } from './dirty-log.ts';
import type { RamBlock } from './ram-block.ts';

export class ManualProtectLog extends DirtyLog {
  readonly isStoreBlind = false;

  protected trapLog(): Bitmap {
    return this.hypervisor;
  }

  fetch(block: RamBlock): void {
    for (let page = block.offset; page < block.offset + block.usedPages; page++) {
      if (!this.hypervisor.test(page)) continue;
      this.fetched.set(page);
      this.logged.set(page);
    }
  }

  clear(first: number, count: number): void {
    for (let page = first; page < first + count; page++) {
      if (!this.fetched.takeBit(page)) continue;
      this.hypervisor.unset(page);
      this.armed.set(page);
    }
  }

  rearm(): void {
    // Every clear has re-armed its pages.
  }
}
