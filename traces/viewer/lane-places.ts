/** Where each thread's lane is drawn: outside and source, then the wire with its channels, then the destination. */
import type { Side } from '../trace-view.ts';
import type { Run } from './run.ts';

export interface LanePlaces {
  /** Threads that took a step, from left to right. */
  readonly threads: readonly number[];
  /** Middle of each thread's lane, by thread. */
  readonly middleOf: ReadonlyMap<number, number>;
  /** Middle of the wire. */
  readonly wire: number;
  readonly width: number;
  /** First and last pixel of each place's lanes. */
  readonly spans: readonly { readonly place: Side; readonly from: number; readonly to: number }[];
}

const WIRE_WIDTH = 64;
/** The narrowest lane in which a name fits when written from bottom to top. */
const LANE_WIDTH_MIN = 18;
const PLACES: readonly Side[] = ['outside', 'source', 'wire', 'destination'];

/** The more threads there are, the narrower the lanes. */
function laneWidth(threads: number): number {
  if (threads <= 6) return 52;
  return threads <= 9 ? 42 : 34;
}

/** @param room - the width in pixels to fit into; the lanes take more if there are too many of them */
export function placeLanes({ threads, steps }: Run, room: number = Infinity): LanePlaces {
  const acting = new Set(steps.map(({ thread }) => thread));
  const order = PLACES.map((place) =>
    threads.flatMap((thread, index) =>
      thread.place === place && acting.has(index) ? [index] : [],
    ),
  );
  const fitting = Math.floor((room - WIRE_WIDTH) / acting.size);
  const each = Math.max(LANE_WIDTH_MIN, Math.min(laneWidth(acting.size), fitting));
  const middleOf = new Map<number, number>();
  const spans: { place: Side; from: number; to: number }[] = [];
  let at = 0;
  let wire = 0;
  PLACES.forEach((place, index) => {
    const inside = (order[index] ?? []).length * each;
    if (place === 'wire') {
      wire = at + (WIRE_WIDTH + inside) / 2;
      at += WIRE_WIDTH / 2;
    }
    const from = at;
    for (const thread of order[index] ?? []) {
      middleOf.set(thread, at + each / 2);
      at += each;
    }
    if (at > from) spans.push({ place, from, to: at });
    if (place === 'wire') at += WIRE_WIDTH / 2;
  });
  return { threads: order.flat(), middleOf, wire, width: at, spans };
}
