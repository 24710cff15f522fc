/**
 * Draws machines in which several threads wait at once: a few host pages of several target pages, and
 * programs that are long enough to go on at the destination, each at a host page of its own.
 */
import type { BlockSpec, GuestOperation, PageAddress, Scenario } from '../../../impl/scenario.ts';
import { plainestBlock, TARGET_PAGE_SIZE } from '../../../impl/scenario.ts';
import type { Draw } from './draw.ts';

export function drawCrowdedBlocks({ pick }: Draw, wordBits: number): readonly BlockSpec[] {
  const perHostPage = pick(1, 2, 2, 4);
  const usedPages = perHostPage * pick(3, 4, 4, 6);
  const chunkPages = wordBits * pick(1, 2);
  const apart = Math.ceil(usedPages / wordBits) * wordBits;
  return Array.from({ length: pick(1, 1, 2) }, (_, index) => {
    const all = Array.from({ length: usedPages }, (__, page) => page);
    return {
      ...plainestBlock,
      name: `ram${index}`,
      offset: index * apart,
      usedPages,
      pagesMax: usedPages,
      hostPageSize: perHostPage * TARGET_PAGE_SIZE,
      chunkPages,
      zeroPages: all.filter(() => pick(false, false, true)),
    };
  });
}

/** Replaces the guest's programs: each goes through the host pages in an order of its own. */
export function crowdedPrograms({ pick, upTo }: Draw, scenario: Scenario): Scenario {
  const addresses = scenario.blocks.flatMap(({ usedPages, hostPageSize }, block) => {
    const pagesEach = hostPageSize / TARGET_PAGE_SIZE;
    return Array.from({ length: usedPages / pagesEach }, (_, number): PageAddress => {
      return { block, page: number * pagesEach + upTo(pagesEach - 1) };
    });
  });
  const first = upTo(addresses.length - 1);
  const vcpus = scenario.vcpus.map((_, vcpu) => {
    const stride = pick(1, 1, addresses.length - 1);
    return Array.from({ length: 6 + upTo(6) }, (__, at) => {
      const address = addresses[(first + vcpu + at * stride) % addresses.length] as PageAddress;
      return { kind: pick<GuestOperation['kind']>('read', 'write', 'write'), ...address };
    });
  });
  return { ...scenario, vcpus };
}
