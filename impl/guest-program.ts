/**
 * What the guest will do, on whichever host it runs: one list of operations for each vCPU and one for
 * the device writer. Versions are numbered over the whole scenario, so that no two stores write the same
 * content unless they write zeros.
 */
import type { GuestOperation, Scenario } from './scenario.ts';

export interface Operation {
  readonly isRead: boolean;
  /** Dense index of the page. */
  readonly page: number;
  /** What a write stores; 0 is a zero page. */
  readonly version: number;
}

export class GuestProgram {
  /** The actors: the vCPUs in order, then the device writer. */
  readonly actors: readonly (readonly Operation[])[];
  /** What each page holds before the first operation, by dense index. */
  readonly initialVersions: readonly number[];
  /** What the destination's firmware writes before a migration. */
  readonly firmware: readonly Operation[];

  constructor(scenario: Scenario) {
    let version = 0;
    const initialOf = scenario.blocks.map((block) =>
      Array.from({ length: block.usedPages }, (_, page) =>
        block.zeroPages.includes(page) ? 0 : ++version,
      ),
    );
    const firstPageOf = initialOf.map((_, block) => initialOf.slice(0, block).flat().length);
    const compile = ({ kind, block, page }: GuestOperation): Operation => ({
      isRead: kind === 'read',
      page: (firstPageOf[block] as number) + page,
      version: kind === 'write' ? ++version : 0,
    });
    this.initialVersions = initialOf.flat();
    this.actors = [...scenario.vcpus, scenario.device].map((program) => program.map(compile));
    this.firmware = (scenario.oldPages ?? []).map((address) =>
      compile({ kind: 'write', ...address }),
    );
  }
}
