/** A page that is remembered, or none: where a sender stopped, or where it should continue. */
import type { Resettable, Shared } from '../../runtime/shared.ts';
import { StandIn } from '../../runtime/stand-in.ts';
import type { RamBlock } from '../memory/ram-block.ts';

/** A target page of a block. */
export interface PageLocation {
  readonly block: RamBlock;
  /** In target pages from the beginning of the block. */
  readonly page: number;
}

export class Place implements Resettable {
  private location: PageLocation | undefined;
  private readonly standIn: StandIn;

  constructor(name: string, shared: Shared) {
    this.standIn = new StandIn(name, shared);
    shared.objects.push(this);
  }

  reset(): void {
    this.location = undefined;
  }

  set(location: PageLocation): void {
    this.standIn.noteWrite();
    this.location = location;
  }

  clear(): void {
    this.standIn.noteWrite();
    this.location = undefined;
  }

  /** The page, if there is one. */
  get(): PageLocation | undefined {
    this.standIn.noteRead();
    return this.location;
  }

  /** Returns the page, if there is one, and forgets it. */
  take(): PageLocation | undefined {
    const location = this.get();
    if (location !== undefined) this.clear();
    return location;
  }

  /** Whether both pages lie in one host page; blocks are compared too, since each has a page 0. */
  isInHostPageOf({ block, page }: PageLocation): boolean {
    const location = this.get();
    if (location?.block !== block) return false;
    return block.hostPageEnd(location.page) === block.hostPageEnd(page);
  }
}
