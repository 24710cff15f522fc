/**
 * What the guest will do, whichever host it runs on: one list of operations for each vCPU and one
 * for the device writer. Versions are numbered over the whole scenario, so that no two stores write
 * the same content unless they write zeros.
 */
import type { GuestOperation, Scenario } from '../../scenario.ts';

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
  /** Index of the device writer among the actors. */
  readonly device: number;
  /** What each page holds before the first operation. */
  readonly initialVersions: readonly number[];

  constructor(scenario: Scenario) {
    const firstPages: number[] = [];
    const initial: number[] = [];
    for (const block of scenario.blocks) {
      firstPages.push(initial.length);
      for (let page = 0; page < block.usedPages; page++)
        initial.push(block.zeroPages.includes(page) ? 0 : initial.length + 1);
    }
    let version = initial.length;
    const compile = (operation: GuestOperation): Operation => {
      const first = firstPages[operation.block];
      const block = scenario.blocks[operation.block];
      if (first === undefined || block === undefined || operation.page >= block.usedPages)
        throw new Error(`no page ${operation.page} in block ${operation.block}`);
      if (operation.kind === 'write') version++;
      return {
        isRead: operation.kind === 'read',
        page: first + operation.page,
        version: operation.kind === 'write' ? version : 0,
      };
    };
    const programs = [...scenario.vcpus, scenario.device];
    this.initialVersions = initial;
    this.actors = programs.map((program) => program.map(compile));
    this.device = programs.length - 1;
  }
}
