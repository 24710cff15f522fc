/**
 * How a step affects the truth of a page's properties. Two steps that share no cell may still both affect
 * one property (a trap sets a log bit, a sync drops a parked one), and a violation may show only in one
 * order. But few steps affect a property at all.
 *
 * P1 and P2 claim that *one of several* facts about a page holds. Some steps leave such a claim evidently
 * true, by facts that they have themselves read or established: a step moves a bit from the log to the dirty
 * bitmap, or takes a dirty page and holds it. Such a step neither breaks nor restores the claim, wherever it
 * stands among steps on other cells, since the claim holds before and after it. Every other step that
 * changes one of the facts affects the page, and the order of all such steps is kept.
 */
import type { System } from '../../../impl/system.ts';
import { pageBit } from '../../../impl/system.ts';
import {
  NOTICED_BITS,
  OWED_BITS,
  pageRecords,
  recordNames,
} from '../../judging/pages/page-records.ts';
import { forEachCell } from './footprint-cells.ts';
import { hearFacts, toldFact } from './told-facts.ts';

export interface PageEffects {
  /** To be called before the step is taken. */
  readonly before: () => void;
  /** To be called after the step: visits each page that the step affects. */
  readonly forEach: (visit: (page: number) => void) => void;
}

/** The facts that are cells, by the owner of the cells. */
const FACT_OF: ReadonlyMap<string, number> = new Map(
  recordNames
    .filter((name) => (pageBit[name] & (OWED_BITS | NOTICED_BITS)) !== 0)
    .map((name) => [pageRecords[name].owner, pageBit[name]]),
);

export function pageEffects(
  system: Pick<System, 'footprint' | 'trace' | 'layout' | 'views'>,
): PageEffects {
  const { footprint, trace, layout, views } = system;
  const factOfCell = Int32Array.from(footprint.ownerOfCell, (owner) => FACT_OF.get(owner) ?? 0);
  const before = new Int32Array(layout.pages);
  /** For each page, the facts that the step has read or written. */
  const known = new Int32Array(layout.pages);
  const told = new Int32Array(layout.pages);

  const hearCell = (cell: number): void => {
    const bit = factOfCell[cell] as number;
    const page = footprint.pageOfCell[cell] as number;
    if (bit !== 0 && page >= 0) known[page] = (known[page] as number) | bit;
  };
  const bears = (page: number): boolean => {
    const bits = views.pageBits(page);
    const facts = told[page] as number;
    const changed = (before[page] as number) ^ bits;
    const was = (before[page] as number) & (known[page] as number);
    const is = bits & (known[page] as number);
    const wasCovered = (was & OWED_BITS) !== 0 || (facts & toldFact.heldBefore) !== 0;
    const isCovered =
      (is & OWED_BITS) !== 0 || (facts & (toldFact.heldAfter | toldFact.freshAfter)) !== 0;
    const concernsCover = (changed & OWED_BITS) !== 0 || facts !== 0;
    if (concernsCover && !(wasCovered && isCovered)) return true;
    return (
      (changed & NOTICED_BITS) !== 0 && !((was & NOTICED_BITS) !== 0 && (is & NOTICED_BITS) !== 0)
    );
  };

  return {
    before() {
      for (let page = 0; page < layout.pages; page++) before[page] = views.pageBits(page);
    },
    forEach(visit) {
      known.fill(0);
      told.fill(0);
      forEachCell(footprint, hearCell);
      hearFacts(trace, told);
      for (let page = 0; page < layout.pages; page++) if (bears(page)) visit(page);
    },
  };
}
