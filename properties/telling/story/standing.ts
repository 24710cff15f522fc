/** The state of a system between two steps of a run. */
import type { LinkView, Layout, System } from '../../../impl/system.ts';
import { hosts } from '../../../impl/tracepoints.ts';

export interface Standing {
  /** Bits of each page (`pageBit`). */
  readonly bits: Uint16Array;
  /** First word of each page, by host: its version, unless the page is torn. */
  readonly versions: readonly Int32Array[];
  readonly dirtyPageCount: number;
  /** The links, in the system's order. */
  readonly links: readonly LinkStanding[];
  /** For each host, its latest complaint in this migration, if any. */
  readonly complaints: readonly (string | undefined)[];
}

interface LinkStanding {
  readonly isClosed: boolean;
  /** Bytes put but not received, including unflushed ones. */
  readonly bytes: number;
  /** Bytes put but not flushed: the receiver does not know of them. */
  readonly unflushed: number;
}

/** @throws whatever a view throws */
export function standingOf({ layout, views }: System): Standing {
  const pages = { length: layout.pages };
  return {
    bits: Uint16Array.from(pages, (_, page) => views.pageBits(page)),
    versions: hosts.map((_, host) =>
      Int32Array.from(pages, (__, page) => views.memoryWord(host, page, 0)),
    ),
    dirtyPageCount: views.dirtyPageCount(),
    links: (views.links ?? []).map(standingOfLink),
    complaints: hosts.map((_, host) => views.complaint?.(host)),
  };
}

function standingOfLink({ channel }: LinkView): LinkStanding {
  return {
    isClosed: channel.peekClosed(),
    bytes: channel.tail - channel.head,
    unflushed: channel.peekUnflushed?.() ?? 0,
  };
}

/** The state of a system that shows nothing. */
export function nothingStands({ pages }: Layout): Standing {
  const versions = hosts.map(() => new Int32Array(pages));
  return {
    bits: new Uint16Array(pages),
    versions,
    dirtyPageCount: 0,
    links: [],
    complaints: [],
  };
}
