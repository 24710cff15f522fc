/** Compares what a page holds on a host with what it should hold. */
import type { Target } from '../lockstep/target.ts';

/** Whether every word of the page is this version: neither other content nor torn content. */
export type Holds = (host: number, page: number, version: number) => boolean;

export function pageContent(target: Pick<Target, 'layout' | 'views'>): Holds {
  return (host, page, version) => {
    const { layout, views } = target;
    const { pageWords } = layout;
    for (let word = 0; word < pageWords; word++)
      if (views.memoryWord(host, page, word) !== version) return false;
    return true;
  };
}
