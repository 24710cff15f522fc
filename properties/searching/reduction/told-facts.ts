/** What the tracepoints of one step say about each page: facts of P1 that are not cells. */
import type { EventBuffer } from '../../../impl/system.ts';
import { host, TRACEPOINT_STRIDE, tracepoint, tracepoints } from '../../../impl/tracepoints.ts';
import { bearing } from '../mechanisms.ts';

/** One bit for each fact about a page. */
export const toldFact = {
  /** Before the step the page was held: by the sender, or by a device that still has to log it. */
  heldBefore: 1,
  /** After the step the sender holds the page. */
  heldAfter: 2,
  /** After the step the newest copy equals the page's content. */
  freshAfter: 4,
  /** The page's content or its newest copy has changed. */
  changed: 8,
} as const;

/** By tracepoint number, 1 for the tracepoints in `bearing`. */
const bears = Uint8Array.from(tracepoints, ({ name }) => (bearing.includes(name) ? 1 : 0));

/** @param told - by page; the facts of the step are added to it */
export function hearFacts({ events, length }: EventBuffer, told: Int32Array): void {
  const tell = (page: number, facts: number): void => {
    told[page] = (told[page] as number) | facts;
  };
  let halfRead = -1;
  let fullyRead = -1;
  for (let at = 0; at < length; at += TRACEPOINT_STRIDE) {
    const page = events[at + 1] as number;
    const second = events[at + 2] as number;
    switch (events[at]) {
      case tracepoint.ram_take_dirty:
        tell(page, toldFact.heldAfter);
        break;
      case tracepoint.ram_read_page:
        tell(page, toldFact.heldBefore | toldFact.heldAfter);
        if (second === 0) halfRead = page;
        else if (halfRead === page) fullyRead = page;
        break;
      case tracepoint.ram_save_page:
        // Content that was read in an earlier step may be torn by now.
        told[page] =
          toldFact.heldBefore | (fullyRead === page ? toldFact.freshAfter : toldFact.changed);
        break;
      case tracepoint.vcpu_store:
      case tracepoint.device_store:
        if (events[at + 3] === host.source) tell(page, toldFact.changed);
        break;
      case tracepoint.device_log:
        if (second === host.source) tell(page, toldFact.heldBefore);
        break;
      default:
        if (bears[events[at] as number] === 1) tell(page, toldFact.changed);
    }
  }
}
