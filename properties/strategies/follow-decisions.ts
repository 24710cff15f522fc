/** Replays a schedule from its decisions against the default policy. */
import type { Decision } from '../../traces/trace-file.ts';
import type { Layout } from '../../impl/system.ts';
import type { ComingEvents } from './coming-events.ts';
import { comingEvents } from './coming-events.ts';
import { defaultPick } from './default-policy.ts';
import type { Strategy } from './strategy.ts';

export interface FollowedDecisions extends Strategy {
  /** Decisions that could not be followed: never reached, or to a thread that was not ready. */
  readonly unfollowed: () => readonly Decision[];
}

export function followDecisions(decisions: readonly Decision[], layout: Layout): FollowedDecisions {
  const byPlace = new Map(decisions.map((one) => [placeOf(one.thread, one.event, one.nth), one]));
  let followed = new Set<Decision>();
  let threads: readonly string[] = [];
  let coming: ComingEvents;
  let last = 0;
  let hasBegun = false;

  return {
    begin(driver) {
      threads = driver.threads;
      followed = new Set();
      coming = comingEvents(driver, layout);
      coming.reset();
      hasBegun = false;
    },
    pick(choices, current) {
      if (hasBegun) coming.advance(last);
      hasBegun = true;
      const place = placeOf(threads[current] as string, coming.event(current), coming.nth(current));
      const decision = byPlace.get(place);
      const to = decision === undefined ? -1 : threads.indexOf(decision.to);
      const isOpen = to >= 0 && (choices & (1 << to)) !== 0;
      if (decision !== undefined && isOpen) followed.add(decision);
      last = isOpen ? to : defaultPick(choices, current);
      return last;
    },
    unfollowed: () => decisions.filter((decision) => !followed.has(decision)),
  };
}

function placeOf(thread: string, event: string, nth: number): string {
  return `${thread}\n${event}\n${nth}`;
}
