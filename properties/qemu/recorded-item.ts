/** The parts of a recording that are the same whoever observed the migration: items of the wire, and pages. */
import type { PageContent, RecordedItem } from '../../traces/recording-file.ts';
import type { WireItem } from '../../traces/wire-reader.ts';

/** Names the content of a page that was sent. */
export type NamePage = (
  block: string,
  page: number,
  content: Uint8Array | undefined,
) => PageContent;

export function recordItem(item: WireItem, nameOf: NamePage): RecordedItem {
  switch (item.kind) {
    case 'record': {
      const { kind, block, page } = item;
      return { kind, block, page, content: nameOf(block, page, item.content) };
    }
    case 'section':
      return { kind: item.kind, type: item.type };
    case 'discard':
      return { kind: item.kind, block: item.block, ranges: item.ranges };
    case 'command':
      return { kind: item.kind, name: item.name, argument: item.argument };
    case 'request':
      return { kind: item.kind, block: item.block, page: item.page, pages: item.pages };
    default:
      return { kind: item.kind };
  }
}

/** @returns the pages for which `isIn` holds */
export function rangesOf(
  pages: number,
  isIn: (page: number) => boolean,
): readonly (readonly [first: number, pages: number])[] {
  const ranges: [number, number][] = [];
  for (let page = 0; page < pages; page++) {
    if (!isIn(page)) continue;
    const last = ranges.at(-1);
    if (last !== undefined && last[0] + last[1] === page) last[1]++;
    else ranges.push([page, 1]);
  }
  return ranges;
}

/** @param times - of any number: a log has more events than a call may have arguments */
export function earliest(times: readonly number[]): number {
  return times.reduce((first, time) => Math.min(first, time), Infinity);
}
