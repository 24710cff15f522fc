/** Draws what the guest does while it is migrated. */
import type { GuestOperation } from '../../../impl/qemu/scenario.ts';
import type { Draw } from '../../judging/execution/random-source.ts';

export const writers = ['device', 'vcpu', 'both'] as const;
export type Writer = (typeof writers)[number];

export interface GuestProgramSpec {
  readonly pages: readonly number[];
  /** Items of the first pass over all memory. */
  readonly passItems: number;
  /** The bandwidth is low, so there is time between the passes. */
  readonly isSlow: boolean;
  readonly writer: Writer;
  readonly operations: number;
  /** Number of pages that are kept dirty: the vCPU writes its own, which come first, in a loop. */
  readonly manyPages: number;
  /** The vCPU reads as well: its reads fault on the destination. */
  readonly reads: boolean;
}

export interface GuestPrograms {
  readonly vcpu: readonly GuestOperation[];
  readonly device: readonly GuestOperation[];
}

/**
 * Mostly stores of one word, which are lost most easily: several in a row hit one page at different times.
 */
const KINDS = ['word', 'word', 'word', 'word', 'fill', 'zero'] as const;

/**
 * When an operation is done: about when the page is first sent, where most can go wrong; about when the pass
 * ends; or at any time. The relay's count of items lags behind the source by what fits into a socket.
 */
function drawTime(draw: Draw, page: number, { passItems }: GuestProgramSpec): number {
  const lag = draw(2 * PAGES_IN_SOCKET) - PAGES_IN_SOCKET;
  const about = [page, passItems, draw(passItems)][draw(3)] ?? 0;
  return Math.max(0, about + lag);
}

const PAGES_IN_SOCKET = 60;

/** Each page has one writer: if both write, the vCPU writes the pages at even positions. */
export function drawPrograms(draw: Draw, spec: GuestProgramSpec): GuestPrograms {
  const { pages, writer, manyPages } = spec;
  const positions = pages.map((_, position) => position);
  if (manyPages > 0) {
    const looped = { device: 0, both: manyPages >> 1, vcpu: manyPages }[writer];
    return {
      vcpu: looped === 0 ? [] : [{ kind: 'loop', page: 0, pages: looped, after: 0, sent: 0 }],
      device: writer === 'vcpu' ? [] : drawRounds(draw, positions.slice(looped), LONG),
    };
  }
  const own = (parity: number): readonly number[] =>
    writer === 'both' ? positions.filter((page) => page % 2 === parity) : positions;
  return {
    vcpu: writer === 'device' ? [] : drawProgram(draw, spec, own(0)),
    device: writer === 'vcpu' ? [] : drawProgram(draw, { ...spec, reads: false }, own(1)),
  };
}

function drawProgram(
  draw: Draw,
  spec: GuestProgramSpec,
  own: readonly number[],
): readonly GuestOperation[] {
  if (spec.isSlow) return drawRounds(draw, own, 2 + draw(ROUNDS));
  const { pages, operations, reads } = spec;
  const drawn = Array.from({ length: 1 + draw(operations) }, (): GuestOperation => {
    const page = own[draw(own.length)] as number;
    const when = { after: drawTime(draw, pages[page] as number, spec), sent: 0 };
    if (reads && draw(3) === 0) return { kind: 'read', page, ...when };
    return { kind: drawKind(draw), page, ...when };
  });
  return drawn.toSorted((one, other) => one.after - other.after);
}

function drawKind(draw: Draw): (typeof KINDS)[number] {
  return KINDS[draw(KINDS.length)] as (typeof KINDS)[number];
}

/**
 * With time between the passes, pages are written in rounds: each page as soon as its previous write has been
 * sent, or now and then before that.
 */
function drawRounds(draw: Draw, own: readonly number[], rounds: number): readonly GuestOperation[] {
  const written = new Map<number, number>();
  return Array.from({ length: rounds }).flatMap(() =>
    own
      .filter(() => draw(4) > 0)
      .map((page): GuestOperation => {
        const before = written.get(page) ?? 0;
        written.set(page, before + 1);
        const sent = draw(6) > 0 ? before + 1 : before;
        return { kind: drawKind(draw), page, after: 0, sent };
      }),
  );
}

const ROUNDS = 5;
/** Rounds of many pages, each of which takes about a second. */
const LONG = 8;
