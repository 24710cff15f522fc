/**
 * The content of pages as they were last sent, to which XBZRLE deltas apply. Only the most recent pages are
 * kept, as many as fit into a source's XBZRLE cache, so that a stream of any length can be read.
 */

export interface PageMemory {
  /** @param content - is copied; `undefined` for zeros */
  readonly put: (block: string, page: number, content: Uint8Array | undefined) => void;
  /** @returns the page's last content; `undefined` if it is not known */
  readonly get: (block: string, page: number) => Uint8Array | 'zeros' | undefined;
}

/** 128 MiB of 4 KiB pages; QEMU's own cache has 64 MiB by default. */
const PAGES_MAX = 32_768;

export function makePageMemory(pagesMax: number = PAGES_MAX): PageMemory {
  const pages = new Map<string, Uint8Array | 'zeros'>();
  return {
    put(block, page, content) {
      const key = `${block}:${page}`;
      pages.delete(key);
      pages.set(key, content?.slice() ?? 'zeros');
      if (pages.size <= pagesMax) return;
      const [oldest] = pages.keys();
      if (oldest !== undefined) pages.delete(oldest);
    },
    get: (block, page) => pages.get(`${block}:${page}`),
  };
}
