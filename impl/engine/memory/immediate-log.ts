/** KVM without manual protect: the fetch returns the log, clears it and re-arms the pages, in one ioctl. */
import type { Bitmap } from './bitmap.ts';
import { DirtyLog } from './dirty-log.ts';
import type { RamBlock } from './ram-block.ts';

export class ImmediateLog extends DirtyLog {
  readonly isStoreBlind = false;

  protected trapLog(): Bitmap {
    return this.hypervisor;
  }

  fetch(block: RamBlock): void {
    for (let page = block.offset; page < block.offset + block.usedPages; page++) {
      if (!this.hypervisor.takeBit(page)) continue;
      this.logged.set(page);
      this.armed.set(page);
    }
  }

  clear(): void {
    // The fetch has cleared the log.
  }

  rearm(): void {
    // The fetch has re-armed the pages.
  }
}
