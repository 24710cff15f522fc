/**
 * Names what each thread would do next, and for the so-manieth time. That is how a decision says
 * where it applies: by events, which survive an edit to the engine, and not by position.
 */
import type { Driver, Layout } from '../../impl/system.ts';
import { blockNumberOf } from '../lockstep/blocks.ts';

export interface ComingEvents {
  readonly reset: () => void;
  /** The thread has taken a step: its next one has come up. */
  readonly advance: (thread: number) => void;
  readonly event: (thread: number) => string;
  /** How often this event has come up for this thread, this time included. */
  readonly nth: (thread: number) => number;
}

export function comingEvents(driver: Driver, layout: Layout): ComingEvents {
  const events: string[] = [];
  const counts: Map<string, number>[] = [];

  const advance = (thread: number): void => {
    const { label, page } = driver.comingStep(thread);
    const event = page < 0 ? label : `${label} ${nameOfPage(layout, page)}`;
    events[thread] = event;
    const count = counts[thread] as Map<string, number>;
    count.set(event, (count.get(event) ?? 0) + 1);
  };

  return {
    advance,
    reset() {
      driver.threads.forEach((_, thread) => {
        counts[thread] = new Map();
        advance(thread);
      });
    },
    event: (thread) => events[thread] as string,
    nth: (thread) => counts[thread]?.get(events[thread] as string) ?? 0,
  };
}

/** `block:page`, as people and trace files call it. */
export function nameOfPage(layout: Layout, page: number): string {
  const block = layout.blocks[blockNumberOf(layout, page)];
  return block === undefined ? `page ${page}` : `${block.name}:${page - block.firstPage}`;
}
