/** The words of a story for syncs: what is fetched, merged, parked and forgotten. */
import { pageBit } from '../../../../impl/system.ts';
import type { syncKinds } from '../../../../impl/tracepoints.ts';
import type { Clause, Scene } from '../../../telling/story/wording.ts';
import { EMPTY_FETCH, has, pagesWhere } from '../../../telling/story/wording.ts';

/** The kind of a sync; for a background sync the thread's name already says it. */
export function nameOfSync(kind: (typeof syncKinds)[number] | undefined): string {
  return kind === undefined || kind === 'background' ? 'sync:' : `${kind.replace('-', ' ')} sync:`;
}

export function textOfRearm({ layout, bitsBefore, frame: { bits } }: Scene): string {
  if (bits.every((one) => (one & pageBit.armed) !== 0)) return 're-arms every page';
  const gained = pagesWhere(
    layout,
    (page) => has(bits, page, pageBit.armed) && !has(bitsBefore, page, pageBit.armed),
  );
  return `re-arms ${gained === '' ? 'nothing' : gained}`;
}

/** Told once, at the first block: what the hypervisor's log had for all blocks. */
export function tellFetch(
  block: number,
  { layout, bitsBefore, scenario, frame }: Scene,
): Clause | undefined {
  if (block !== 0) return undefined;
  if (scenario.log === 'tlb') return { action: 'sync', text: 'begins' };
  const found = pagesWhere(layout, (page) => has(bitsBefore, page, pageBit.hypervisorLogged));
  const lost = pagesWhere(
    layout,
    (page) => has(bitsBefore, page, pageBit.logged) && !has(frame.bits, page, pageBit.logged),
  );
  const isMerged = frame.events.some(({ name }) => name === 'ramblock_sync_dirty_bitmap');
  const loss = lost === '' || isMerged ? '' : `, L of ${lost} is cleared`;
  const text = found === '' ? EMPTY_FETCH : `fetches the log of ${found}`;
  return { action: 'sync', text: `${text}${loss}` };
}

/** Told at the last block only, since all blocks are merged in one step. */
export function tellMerge(block: number, { layout, bitsBefore, frame }: Scene): Clause | undefined {
  if (block !== layout.blocks.length - 1) return undefined;
  const { bits } = frame;
  const gains = (page: number, bit: number): boolean =>
    has(bits, page, bit) && !has(bitsBefore, page, bit);
  const loses = (page: number, bit: number): boolean =>
    has(bitsBefore, page, bit) && !has(bits, page, bit);
  const forgets = (page: number): boolean =>
    loses(page, pageBit.parked) && !has(bits, page, pageBit.dirty);
  const inShadow = (page: number): boolean => has(bitsBefore, page, pageBit.shadow);
  const tell = (verb: string, holds: (page: number) => boolean, why = ''): readonly string[] => {
    const pages = pagesWhere(layout, holds);
    return pages === '' ? [] : [`${verb} ${pages}${why}`];
  };
  const isRecorded = (page: number): boolean =>
    has(bits, page, pageBit.dirty) || has(bits, page, pageBit.parked);
  const text = [
    ...tell('parks', (page) => gains(page, pageBit.parked)),
    ...tell('marks dirty', (page) => gains(page, pageBit.dirty)),
    ...tell('prunes parked', (page) => forgets(page) && inShadow(page), PRUNED),
    ...tell('forgets parked', (page) => forgets(page) && !inShadow(page)),
    ...tell('drops from L', (page) => loses(page, pageBit.logged) && !isRecorded(page)),
    ...tell('leaves in L', (page) => has(bits, page, pageBit.logged)),
    ...tell('notes as still dirty', (page) => gains(page, pageBit.shadow)),
  ].join(', ');
  return { action: 'sync', text: text === '' ? 'finds nothing new' : text };
}

/** What the merge concludes from the two bitmaps, rightly or wrongly. */
const PRUNED = ' (S set, D clear: taken as sent)';
