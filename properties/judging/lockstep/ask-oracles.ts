/**
 * Asks the oracles in turn, after each step. For each scenario, the handlers of the oracles that apply are
 * collected in one list per kind of call.
 */
import type { EventBuffer, Views } from '../../../impl/system.ts';
import { pageBit } from '../../../impl/system.ts';
import type { TracepointName } from '../../../impl/tracepoints.ts';
import { TRACEPOINT_STRIDE, tracepoint, tracepoints } from '../../../impl/tracepoints.ts';
import type { OracleContext } from './oracle-context.ts';
import type { EventHandler, Oracle } from './oracle.ts';
import type { StreamReader } from './stream-reading.ts';
import type { TouchedPages } from '../pages/touched-pages.ts';

/** All pages are looked at whenever this many steps per page have been taken. */
const STEPS_PER_FULL_LOOK = 8;

/** This bit changes for a whole chunk at once, so oracles that need it read it from the system. */
const NOT_CACHED = pageBit.clearPending;

/** Asks the oracles in turn, step by step. */
export interface Asked {
  readonly retarget: (
    reader: StreamReader,
    keepers: readonly Oracle[],
    oracles: readonly Oracle[],
  ) => void;
  readonly reset: () => void;
  readonly observe: () => void;
  readonly end: (isDrained: boolean) => void;
}

export function askInTurn(context: OracleContext, heard: Uint8Array): Asked {
  const { touched } = context;
  const keepers = makeHearing(heard);
  const oracles = makeHearing(heard);
  const looking = makeLook(touched);
  const resets: (() => void)[] = [];
  const changes: (() => void)[] = [];
  const steps: (() => void)[] = [];
  const ends: ((isDrained: boolean) => void)[] = [];
  let reader: StreamReader;
  let views: Views;
  let trace: EventBuffer;
  let pages = 0;
  let taken = 0;

  const touchAllChecking = (): void => {
    for (let page = 0; page < pages; page++) {
      const known = touched.bits[page] as number;
      if (((known ^ views.pageBits(page)) & ~NOT_CACHED) !== 0)
        context.object('R', page, 'its bits have changed, but no footprint names the change');
    }
    touched.touchAll();
  };

  return {
    retarget(read, keeping, asked) {
      reader = read;
      ({ views } = context);
      ({ trace } = context.system);
      ({ pages } = context.layout);
      const hearingFirst = [...keeping, read];
      keepers.retarget(hearingFirst);
      oracles.retarget(asked);
      looking.retarget(asked);
      fillWith(resets, [...hearingFirst, ...asked], ({ reset }) => reset);
      fillWith(changes, asked, ({ change }) => change);
      fillWith(steps, asked, ({ step }) => step);
      fillWith(ends, asked, ({ end }) => end);
    },
    reset() {
      taken = 0;
      touched.reset();
      for (const reset of resets) reset();
    },
    observe() {
      touched.settle();
      const isQuiet = !touched.touchFootprint() && trace.length === 0;
      taken++;
      const isFullLook = taken % (pages * STEPS_PER_FULL_LOOK) === 0;
      // If nothing was announced or written, everything is as it was after the previous step.
      if (!isQuiet || isFullLook) {
        keepers.hear(trace);
        reader.readOn();
        oracles.hear(trace);
        if (isFullLook) touchAllChecking();
        looking.look();
        for (const change of changes) change();
      }
      for (const step of steps) step();
    },
    end(isDrained) {
      touched.settle();
      touchAllChecking();
      looking.look();
      for (const end of ends) end(isDrained);
    },
  };
}

/** Fills the list in place, since its users keep a reference to it. */
function fillWith<Handler>(
  list: Handler[],
  oracles: readonly Oracle[],
  handlerOf: (oracle: Oracle) => Handler | undefined,
): void {
  list.length = 0;
  for (const oracle of oracles) {
    const handler = handlerOf(oracle);
    if (handler !== undefined) list.push(handler);
  }
}

interface Hearing {
  /** Sets the oracles that listen from now on. */
  readonly retarget: (oracles: readonly Oracle[]) => void;
  /** Passes each event of a step to the oracles that listen to it, in the oracles' order. */
  readonly hear: (trace: EventBuffer) => void;
}

/** @param heard - by tracepoint number, set to 1 once the tracepoint has been announced */
function makeHearing(heard: Uint8Array): Hearing {
  const handlers: readonly EventHandler[][] = tracepoints.map(() => []);
  return {
    retarget(oracles) {
      for (const list of handlers) list.length = 0;
      // Loops over the few handlers of each oracle, not over all tracepoints.
      for (const { on = {} } of oracles)
        for (const name of Object.keys(on) as TracepointName[])
          handlers[tracepoint[name]]?.push(on[name] as EventHandler);
    },
    hear({ events, length }) {
      for (let at = 0; at < length; at += TRACEPOINT_STRIDE) {
        const what = events[at] as number;
        heard[what] = 1;
        for (const handle of handlers[what] as readonly EventHandler[])
          handle(events[at + 1] as number, events[at + 2] as number, events[at + 3] as number);
      }
    },
  };
}

interface Looking {
  /** Sets the oracles that look at pages from now on. */
  readonly retarget: (oracles: readonly Oracle[]) => void;
  /**
   * Shows each touched page to the oracles that watch one of its changed bits, and to those that watch
   * nothing in particular, since its memory may have changed.
   */
  readonly look: () => void;
}

function makeLook(touched: TouchedPages): Looking {
  const pages: PageLook[] = [];
  const masks: number[] = [];
  const { bits, bitsBefore } = touched;
  return {
    retarget(oracles) {
      pages.length = 0;
      masks.length = 0;
      for (const { page, watches = ANY } of oracles) {
        if (page === undefined) continue;
        pages.push(page);
        masks.push(watches);
      }
    },
    look() {
      for (let index = 0; index < touched.count; index++) {
        const page = touched.pages[index] as number;
        const changed = (bits[page] as number) ^ (bitsBefore[page] as number);
        const shown = touched.isAll ? ANY : changed | MEMORY;
        for (let look = 0; look < pages.length; look++)
          if (((masks[look] as number) & shown) !== 0) (pages[look] as PageLook)(page);
      }
    },
  };
}

type PageLook = NonNullable<Oracle['page']>;

/** An extra bit for the page's memory: its earlier content is not kept, so it may always have changed. */
const MEMORY = 1 << 31;
const ANY = ~0;
