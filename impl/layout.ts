/** How the pages of a scenario are numbered and filled, and which actors its guest has. */
import { GuestProgram } from './guest-program.ts';
import type { Scenario } from './scenario.ts';
import type { Layout } from './system.ts';

/** @param takesWordPath - whether the block with this index is synced word by word */
export function layoutOf(
  scenario: Scenario,
  takesWordPath: (block: number) => boolean = () => false,
): Layout {
  const { actors, initialVersions } = new GuestProgram(scenario);
  let firstPage = 0;
  return {
    pages: initialVersions.length,
    pageWords: scenario.pageBytes / 4,
    blocks: scenario.blocks.map(({ name, usedPages, hostPageSize }, block) => {
      const laid = { firstPage, takesWordPath: takesWordPath(block) };
      firstPage += usedPages;
      return { name, usedPages, hostPageSize, ...laid };
    }),
    actors: actors.length,
    operationsOf: actors.map((operations) => operations.length),
    initialVersions,
  };
}
