/**
 * Names the next step of each thread in two ways: by its event, and by the thread's last announcement. A
 * decision uses these names to say where it applies. Neither name is a position, so both survive edits to
 * the engine; and an edit that breaks one name, such as a relabelled step or one more lock acquisition,
 * usually leaves the other intact.
 */
import type { Layout, System } from '../../../impl/system.ts';
import { TRACEPOINT_STRIDE, tracepoints } from '../../../impl/tracepoints.ts';
import type { Announcement } from '../../../traces/trace-file.ts';
import { blockNumberOf } from '../pages/blocks.ts';

export interface ComingEvents {
  readonly reset: () => void;
  /** Notes that the thread has taken the last step, so that its next one comes up. */
  readonly advance: (thread: number) => void;
  readonly event: (thread: number) => string;
  /** How often this event has come up for this thread, this time included. */
  readonly nth: (thread: number) => number;
  readonly after: (thread: number) => Announcement;
}

/** Stands for the last announcement of a thread that has not announced anything yet. */
const NOTHING: Announcement = { told: 'nothing', nth: 1, steps: 1 };

export function comingEvents({ driver, layout, trace }: System): ComingEvents {
  const events: string[] = [];
  const afters: Announcement[] = [];
  /** For each thread, how often each event has come up, and how often each announcement was made. */
  const counts: Map<string, number>[] = [];
  const tolds: Map<string, number>[] = [];

  const comeUp = (thread: number): void => {
    const { label, page } = driver.comingStep(thread);
    const event = page < 0 ? label : `${label} ${nameOfPage(layout, page)}`;
    events[thread] = event;
    countUp(counts[thread] as Map<string, number>, event);
  };

  return {
    advance(thread) {
      const { told, nth, steps } = afters[thread] as Announcement;
      const latest = nameOfLatest(trace, layout);
      if (latest === undefined) afters[thread] = { told, nth, steps: steps + 1 };
      else {
        const times = countUp(tolds[thread] as Map<string, number>, latest);
        afters[thread] = { told: latest, nth: times, steps: 1 };
      }
      comeUp(thread);
    },
    reset() {
      driver.threads.forEach((_, thread) => {
        counts[thread] = new Map();
        tolds[thread] = new Map();
        afters[thread] = NOTHING;
        comeUp(thread);
      });
    },
    event: (thread) => events[thread] as string,
    nth: (thread) => counts[thread]?.get(events[thread] as string) ?? 0,
    after: (thread) => afters[thread] as Announcement,
  };
}

function countUp(counts: Map<string, number>, name: string): number {
  const count = (counts.get(name) ?? 0) + 1;
  counts.set(name, count);
  return count;
}

/** The last tracepoint of the step that was just taken, with its page if the tracepoint has one. */
function nameOfLatest({ events, length }: System['trace'], layout: Layout): string | undefined {
  if (length === 0) return undefined;
  const at = length - TRACEPOINT_STRIDE;
  const { name, args } = tracepoints[events[at] as number] as (typeof tracepoints)[number];
  const isAboutPage = args[0] === 'page' || args[0] === 'firstPage';
  return isAboutPage ? `${name} ${nameOfPage(layout, events[at + 1] as number)}` : name;
}

/** `block:page`, as stories and trace files name it. */
export function nameOfPage(layout: Layout, page: number): string {
  const block = layout.blocks[blockNumberOf(layout, page)];
  return block === undefined ? `page ${page}` : `${block.name}:${page - block.firstPage}`;
}
