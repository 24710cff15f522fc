/**
 * Follows each request from the source's receipt of it until the whole host page has been taken, and tells
 * which pages are taken in between.
 */
import { pageBit } from '../../../../impl/system.ts';
import { channel } from '../../../../impl/tracepoints.ts';
import { NO_PAGE } from '../../../judging/lockstep/ledger.ts';
import type { OracleContext } from '../../../judging/lockstep/oracle-context.ts';
import type { Oracle } from '../../../judging/lockstep/oracle.ts';

export interface RequestListener {
  /** The page is taken before its turn, although it was not requested. */
  readonly unasked: (page: number) => void;
  /**
   * `pages` target pages, which were not requested or had begun before, have been taken so far while the
   * host page that begins at `first` waits.
   */
  readonly overtaken: (first: number, pages: number) => void;
  /** A page that was requested later is taken while the host page that begins at `first` waits. */
  readonly outOfTurn: (first: number) => void;
  /** The first page of a requested host page has been taken, after `pages` other target pages. */
  readonly served: (pages: number) => void;
}

/** A requested host page that has not been taken as a whole. */
interface Waiting {
  readonly first: number;
  /**
   * The host page that was partly sent on the main channel when the request came, or `NO_PAGE`; the
   * requested one itself, once a page of it is taken for that channel.
   */
  begun: number;
  /** The number of pages taken before it. */
  overtaken: number;
  isServed: boolean;
}

/** Hears all requests and takings of a run, and tells the listener what each waiting request sees. */
export function watchRequests(context: OracleContext, listener: RequestListener): Oracle {
  const { capacity, hostPageOf, ledger, touched } = context;
  const isAskedFor = new Uint8Array(capacity.pages);
  /** In the order of the requests. */
  const waiting: Waiting[] = [];
  /** The first page of the host page that is partly sent on the main channel, or `NO_PAGE`. */
  let begun = NO_PAGE;
  let hasTwoSenders = false;

  const forget = (): void => {
    isAskedFor.fill(0, 0, context.layout.pages);
    waiting.length = 0;
    begun = NO_PAGE;
  };
  const isTaken = (page: number): boolean => {
    const { first, end } = hostPageOf(page);
    // Pages are mostly taken upwards, so the last ones tell soonest.
    for (let one = end - 1; one >= first; one--)
      if (((touched.bits[one] as number) & pageBit.dirty) !== 0) return false;
    return true;
  };
  /** Judges the taking of a page while `one` waits; `isLater`: that page was requested too, after `one`. */
  const overtakes = (one: Waiting, first: number, isLater: boolean): void => {
    // With two senders, what the migration thread is sending already goes on there, behind urgent pages.
    if (isLater && one.begun !== first) {
      if (!(hasTwoSenders && one.begun === one.first)) listener.outOfTurn(one.first);
      return;
    }
    one.overtaken++;
    listener.overtaken(one.first, one.overtaken);
  };

  return {
    retarget() {
      hasTwoSenders = context.scenario.preempt === 'two-senders';
    },
    reset: forget,
    on: {
      migrate_set_state() {
        if (ledger.status === 'setup') forget();
      },
      migrate_resume: forget,
      source_return_path_thread_req(from) {
        const { first } = hostPageOf(from);
        isAskedFor[first] = 1;
        if (isTaken(first) || waiting.some((one) => one.first === first)) return;
        waiting.push({ first, begun, overtaken: 0, isServed: false });
      },
      get_queued_page(page) {
        if (isAskedFor[hostPageOf(page).first] === 0) listener.unasked(page);
      },
      ram_take_dirty(page, over) {
        const { first } = hostPageOf(page);
        if (over === channel.preempt && isAskedFor[first] === 0) listener.unasked(page);
        // Nothing that was taken before the switch-over has begun a host page after it.
        if (!ledger.isSwitched) return;
        const isWhole = isTaken(page);
        if (over === channel.main) begun = isWhole ? NO_PAGE : first;
        if (waiting.length === 0) return;
        const isLater = isAskedFor[first] === 1;
        for (const one of waiting) {
          if (one.first === first) {
            if (!one.isServed) listener.served(one.overtaken);
            one.isServed = true;
            if (over === channel.main) one.begun = first;
            break;
          }
          overtakes(one, first, isLater);
        }
        if (isLater && isWhole) {
          const at = waiting.findIndex((one) => one.first === first);
          if (at >= 0) waiting.splice(at, 1);
        }
      },
    },
  };
}
