/** Where a page is on the wire. */
import type { Scenario } from '../../../impl/scenario.ts';
import { TARGET_PAGE_SIZE } from '../../../impl/scenario.ts';
import type { Target } from '../lockstep/target.ts';
import { blockNumberOf } from './blocks.ts';

export const BEYOND_2_GIB: number = 2 ** 31;
export const BEYOND_4_GIB: number = 2 ** 32;

/** The number, on the wire, of the first page of the block that the machine has. */
export function pagesBefore({ blocks }: Pick<Scenario, 'blocks'>, block: number): number {
  return blocks[block]?.pagesBefore ?? 0;
}

/** @returns the page's offset in its block in bytes, as records and requests state it */
export function offsetOf(
  { layout, scenario }: Pick<Target, 'layout' | 'scenario'>,
  page: number,
): number {
  const block = blockNumberOf(layout, page);
  const number = page - (layout.blocks[block]?.firstPage ?? 0);
  return (pagesBefore(scenario, block) + number) * TARGET_PAGE_SIZE;
}
