/** A step's accesses to shared objects: its footprint, as a film keeps it. */
import { countIn, heldIn, isWriteIn } from '../../../impl/footprint-entry.ts';
import type { FootprintView } from '../../../impl/system.ts';
import { FOOTPRINT_STRIDE } from '../../../impl/system.ts';

/** An access of a step to one shared object. */
export interface FrameAccess {
  /** The name of the object. */
  readonly owner: string;
  /** Dense index of the page that the accessed cell describes, or -1. */
  readonly page: number;
  readonly isWrite: boolean;
  /** The mutexes held, one bit each (`mutexBit`). */
  readonly held: number;
}

/** Each distinct access once: an endless step makes the same few accesses over and over. */
export function accessesOf({
  entries,
  length,
  ownerOfCell,
  pageOfCell,
}: FootprintView): FrameAccess[] {
  const accesses = new Map<string, FrameAccess>();
  for (let at = 0; at < length; at += FOOTPRINT_STRIDE) {
    const first = entries[at] as number;
    const isWrite = isWriteIn(entries, at);
    const held = heldIn(entries, at);
    for (let cell = first; cell < first + countIn(entries, at); cell++) {
      const access = {
        owner: ownerOfCell[cell] as string,
        page: pageOfCell[cell] as number,
        isWrite,
        held,
      };
      const key = `${access.owner}/${access.page}/${held}/${isWrite}`;
      if (!accesses.has(key)) accesses.set(key, access);
    }
  }
  return [...accesses.values()];
}
