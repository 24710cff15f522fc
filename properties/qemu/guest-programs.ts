/** Draws what the guest does while it is migrated. */
import type { GuestOperation } from '../../impl/qemu/scenario.ts';
import type { Draw } from '../strategies/random-source.ts';

export const writers = ['device', 'vcpu', 'both'] as const;
export type Writer = (typeof writers)[number];

export interface GuestProgramSpec {
  readonly pages: number;
  readonly writer: Writer;
  readonly operations: number;
  /** The first pages of the vCPU's are written in a loop, and by nothing else. */
  readonly loopPages: number;
  /** The vCPU reads as well, which is what faults on the destination. */
  readonly reads: boolean;
}

export interface GuestPrograms {
  readonly vcpu: readonly GuestOperation[];
  readonly device: readonly GuestOperation[];
}

/** Stores of one word are what is most easily lost: several in a row hit one page at different times. */
const KINDS = ['word', 'word', 'word', 'word', 'fill', 'zero'] as const;

/** Each page has one writer: pages of even position the vCPU, if both write. */
export function drawPrograms(draw: Draw, spec: GuestProgramSpec): GuestPrograms {
  const { pages, writer, operations, loopPages } = spec;
  const own = (parity: number): readonly number[] =>
    Array.from({ length: pages - loopPages }, (_, index) => loopPages + index).filter(
      (page) => writer !== 'both' || page % 2 === parity,
    );
  const program = (mine: readonly number[], hasReads: boolean): readonly GuestOperation[] =>
    Array.from({ length: 1 + draw(operations) }, () => {
      const page = mine[draw(mine.length)] as number;
      if (hasReads && draw(3) === 0) return { kind: 'read', page };
      return { kind: KINDS[draw(KINDS.length)] as (typeof KINDS)[number], page };
    });
  const loop: readonly GuestOperation[] =
    loopPages === 0 ? [] : [{ kind: 'loop', page: 0, pages: loopPages }];
  return {
    vcpu: writer === 'device' ? [] : [...(loopPages === 0 ? program(own(0), spec.reads) : loop)],
    device: writer === 'vcpu' ? [] : program(own(1), false),
  };
}
