/** Replays a schedule from its decisions against the default policy. */
import type { System } from '../../../impl/system.ts';
import type { ReadonlyThreadSet } from '../../../impl/thread-set.ts';
import type { Announcement, Decision } from '../../../traces/trace-file.ts';
import type { ComingEvents } from '../../judging/execution/coming-events.ts';
import { comingEvents } from '../../judging/execution/coming-events.ts';
import { defaultPick } from '../../judging/execution/default-policy.ts';
import type { Strategy } from '../../judging/execution/strategy.ts';

export interface FollowedDecisions extends Strategy {
  /** Decisions that could not be followed: never reached, or for a thread that was not ready. */
  readonly unfollowed: () => readonly Decision[];
  /** The first unfollowed decision, and what could have been done instead. */
  readonly firstLost: () => LostDecision | undefined;
}

/** A decision that could not be followed. */
export interface LostDecision {
  /** Counted from 1. */
  readonly number: number;
  readonly decision: Decision;
  /** The decision's place came up, but its thread was not ready. */
  readonly isBlocked: boolean;
  /**
   * If blocked, the ready threads and their next events; otherwise the events that came up for its thread
   * after the previous decision.
   */
  readonly possible: readonly string[];
}

export interface FollowOptions {
  /** Decisions to locate by their thread's last announcement instead of by its next event. */
  readonly byAnnouncement?: ReadonlySet<Decision> | undefined;
}

/** The next event of a thread, and how many decisions had been followed by then. */
interface Passed {
  readonly thread: string;
  readonly event: string;
  readonly followed: number;
}

export function followDecisions(
  decisions: readonly Decision[],
  system: System,
  { byAnnouncement }: FollowOptions = {},
): FollowedDecisions {
  const { driver } = system;
  const { threads } = driver;
  const coming: ComingEvents = comingEvents(system);
  const places = new Map(
    decisions.map((one) => [
      byAnnouncement?.has(one) === true && one.after !== undefined
        ? placeAfter(one.thread, one.after)
        : placeOf(one.thread, one.event, one.nth),
      one,
    ]),
  );
  let followed = new Set<Decision>();
  let blocked = new Map<Decision, readonly string[]>();
  let passed: Passed[] = [];
  let last = 0;
  let hasBegun = false;

  const decisionFor = (current: number): Decision | undefined => {
    const thread = threads[current] as string;
    const event = coming.event(current);
    passed.push({ thread, event, followed: followed.size });
    return (
      places.get(placeOf(thread, event, coming.nth(current))) ??
      places.get(placeAfter(thread, coming.after(current)))
    );
  };

  const readyIn = (choices: ReadonlyThreadSet): readonly string[] =>
    threads.flatMap((thread, id) => (choices.has(id) ? [`${thread}: ${coming.event(id)}`] : []));

  return {
    begin() {
      followed = new Set();
      blocked = new Map();
      passed = [];
      coming.reset();
      hasBegun = false;
    },
    pick(choices, current) {
      if (hasBegun) coming.advance(last);
      hasBegun = true;
      const decision = decisionFor(current);
      const to = decision === undefined ? -1 : threads.indexOf(decision.to);
      const isOpen = choices.has(to);
      if (decision !== undefined && isOpen) followed.add(decision);
      else if (decision !== undefined) blocked.set(decision, readyIn(choices));
      last = isOpen ? to : defaultPick(choices, current);
      return last;
    },
    unfollowed: () => decisions.filter((decision) => !followed.has(decision)),
    firstLost() {
      const at = decisions.findIndex((one) => !followed.has(one));
      const decision = decisions[at];
      if (decision === undefined) return undefined;
      const ready = blocked.get(decision);
      const meanwhile = passed.filter(
        (one) => one.thread === decision.thread && one.followed === at,
      );
      const possible = ready ?? [...new Set(meanwhile.map(({ event }) => event))];
      return { number: at + 1, decision, isBlocked: ready !== undefined, possible };
    },
  };
}

function placeOf(thread: string, event: string, nth: number): string {
  return `${thread}\n${event}\n${nth}`;
}

function placeAfter(thread: string, { told, nth, steps }: Announcement): string {
  return `${thread}\n${told}\n${nth}\n${steps}`;
}
