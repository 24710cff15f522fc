/** Visits the cells that the last step accessed, once for each access. */
import { countIn, isWriteIn } from '../../../impl/footprint-entry.ts';
import type { FootprintView } from '../../../impl/system.ts';
import { FOOTPRINT_STRIDE } from '../../../impl/system.ts';
import type { AccessSet } from './access-set.ts';

export function forEachCell(
  { entries, length }: FootprintView,
  visit: (cell: number, isWrite: boolean) => void,
): void {
  for (let at = 0; at < length; at += FOOTPRINT_STRIDE) {
    const first = entries[at] as number;
    const end = first + countIn(entries, at);
    const isWrite = isWriteIn(entries, at);
    for (let cell = first; cell < end; cell++) visit(cell, isWrite);
  }
}

/** Collects the cells that the last step accessed. */
export function readCells(footprint: FootprintView, accesses: AccessSet): void {
  forEachCell(footprint, (cell, isWrite) => {
    if (isWrite) accesses.write(cell);
    else accesses.read(cell);
  });
}

/** Cells that stand for messages: see `Sharing`. */
export function messagesOf({ sharingOfCell }: FootprintView): ReadonlySet<number> {
  return new Set(sharingOfCell.flatMap((sharing, cell) => (sharing === 'message' ? [cell] : [])));
}
