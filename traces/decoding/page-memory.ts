/**
 * What pages held when they were last sent: a delta says only what has changed since. The newest are kept,
 * as many as fit into the cache that a source has for it, so that a stream of any length can be read.
 */

export interface PageMemory {
  /** @param content - is copied; `undefined` for zeros */
  readonly put: (block: string, page: number, content: Uint8Array | undefined) => void;
  /** @returns what the page held, of its own length; `undefined` if that is not known */
  readonly get: (block: string, page: number) => Uint8Array | 'zeros' | undefined;
}

/** 128 MiB of pages of 4 KiB; QEMU's own cache has 64 MiB unless it is told otherwise. */
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
