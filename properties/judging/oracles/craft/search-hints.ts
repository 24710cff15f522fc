/**
 * A part of N2: after another thread has sent an urgent host page, the search continues right behind that
 * page in the same block (page_hint), since the guest is active there. The search follows no other hint.
 */
import type { OracleContext } from '../../lockstep/oracle-context.ts';

export interface HintWatch {
  readonly restart: () => void;
  /** The destination has requested the host page of this page. */
  readonly asked: (page: number) => void;
  /** The host page that begins here was sent by another thread. */
  readonly sent: (first: number) => void;
  /** The search is told to continue here. */
  readonly taken: (page: number) => void;
  /** The search has found the page. */
  readonly found: (page: number) => void;
}

export function watchHints(context: OracleContext): HintWatch {
  const { capacity, hostPageOf, object } = context;
  const isBehindAsked = new Uint8Array(capacity.pages + 1);
  /** An urgent host page that is not the last of its block was sent, and the search has not been told yet. */
  let isOwed = false;
  const isEndOfBlock = (page: number): boolean =>
    context.layout.blocks.some(({ firstPage, usedPages }) => page === firstPage + usedPages);

  return {
    restart() {
      isBehindAsked.fill(0);
      isOwed = false;
    },
    asked(page) {
      isBehindAsked[hostPageOf(page).end] = 1;
    },
    sent(first) {
      if (!isEndOfBlock(hostPageOf(first).end)) isOwed = true;
    },
    taken(page) {
      if (isBehindAsked[page] === 0)
        object(
          'N2',
          page,
          'the search continues here, which is not right behind a requested host page',
        );
      isOwed = false;
    },
    found(page) {
      if (isOwed)
        object('N2', page, 'the search does not continue right behind the urgent host page');
    },
  };
}
