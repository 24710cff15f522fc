/**
 * The judge: after each step it hears what was announced, looks at what may have changed, and asks
 * every oracle. Only the pages that the step's footprint names are looked at; on a sample of steps
 * and at the end, all of them are, which would show a change that bypassed the footprint.
 */
import type { Scenario } from '../../../impl/scenario.ts';
import type { EventBuffer, System } from '../../../impl/system.ts';
import { pageBit } from '../../../impl/system.ts';
import type { TracepointName } from '../../../impl/tracepoints.ts';
import { TRACEPOINT_STRIDE, tracepoint, tracepoints } from '../../../impl/tracepoints.ts';
import { propertiesFor, unmetNeeds } from '../oracles/needs.ts';
import { properties } from '../oracles/properties.ts';
import { followModel } from '../oracles/r-refinement.ts';
import { readAnnounced } from './announced-reading.ts';
import type { Court, OracleMaker } from './court.ts';
import { discardedPagesOf, hostPagesOf } from './host-pages.ts';
import type { JudgedProperties } from './judged-properties.ts';
import { ALL_PROPERTIES } from './judged-properties.ts';
import type { Ledger } from './ledger.ts';
import { isHeld, ledgerKeeper, makeLedger, postcopyKeeper } from './ledger.ts';
import type { Objection } from './objections.ts';
import { collectObjections } from './objections.ts';
import type { EventHandler, Oracle } from './oracle.ts';
import { pageContent } from './page-content.ts';
import type { PropertyId } from './property-id.ts';
import { readStream } from './stream-reading.ts';
import type { TouchedPages } from './touched-pages.ts';
import { touchedPages } from './touched-pages.ts';

export interface Judge {
  /** By position of a tracepoint, 1 once it has been announced in any run. */
  readonly heard: Uint8Array;
  /**
   * From the next run on, only this property and graver ones are objected to: a run that shows a
   * lesser symptom first can be followed to the graver one. All are, to begin with.
   */
  readonly judgeUpTo: (property: PropertyId) => void;
  /** Before the first step of a run; the system has been reset. */
  readonly reset: () => void;
  /** After each step: the objections to it, the gravest first, or `undefined`. */
  readonly observe: () => readonly Objection[] | undefined;
  /** Where a page of the guest is that somebody on the destination waits for. */
  readonly whereIs: (page: number) => string;
  /** Whether it is nowhere: neither there nor on its way, and nobody will send it. */
  readonly isForsaken: (page: number) => boolean;
  /** After the last step. */
  readonly end: (isDrained: boolean) => readonly Objection[] | undefined;
}

/** Every so many steps for each page there is, everything is looked at. */
const STEPS_PER_FULL_LOOK = 8;

/** Changes with a whole chunk, not with the page: whoever asks for it looks afresh. */
const NOT_CACHED = pageBit.clearPending;

/**
 * @param observers - oracles that listen beside the properties' own
 * @param judged - the properties that have oracles here and may object
 */
export function makeJudge(
  scenario: Scenario,
  system: System,
  observers: readonly OracleMaker[] = [],
  judged: JudgedProperties = ALL_PROPERTIES,
): Judge {
  const { layout, views, trace } = system;
  const objections = collectObjections(judged);
  const court = makeCourt(scenario, system, objections.add);
  const { touched, ledger, reading } = court;
  const makers = [...oraclesFor(scenario, system, judged), ...observers];
  const oracles = makers.map((make) => make(court));
  const keepers = [
    ledgerKeeper(ledger, layout, touched),
    postcopyKeeper(ledger, touched),
    reading.keeper,
  ];
  const heard = new Uint8Array(tracepoints.length);
  const hearKeepers = hearing(trace, keepers, heard);
  const hearOracles = hearing(trace, oracles, heard);
  const lookAtTouched = lookingAt(touched, oracles);
  const changeOracles = oracles.flatMap((oracle) => oracle.change ?? []);
  const resets = [...keepers, ...oracles].flatMap((oracle) => oracle.reset ?? []);
  const stepOracles = oracles.flatMap((oracle) => oracle.step ?? []);
  const fullLookEvery = layout.pages * STEPS_PER_FULL_LOOK;
  let steps = 0;

  const touchAllChecking = (): void => {
    for (let page = 0; page < layout.pages; page++) {
      const known = touched.bits[page] as number;
      if (((known ^ views.pageBits(page)) & ~NOT_CACHED) !== 0)
        court.object('R', page, 'its bits have changed without anybody noting it');
    }
    touched.touchAll();
  };

  return {
    heard,
    judgeUpTo: objections.keepUpTo,
    reset() {
      steps = 0;
      objections.take();
      touched.reset();
      for (const reset of resets) reset();
    },
    observe() {
      touched.settle();
      const isQuiet = !touched.touchFootprint() && trace.length === 0;
      steps++;
      const isFullLook = steps % fullLookEvery === 0;
      // Where nothing was announced or written, all is as it was after the step before.
      if (!isQuiet || isFullLook) {
        hearKeepers();
        reading.readOn();
        hearOracles();
        if (isFullLook) touchAllChecking();
        lookAtTouched();
        for (const look of changeOracles) look();
      }
      for (const look of stepOracles) look();
      return objections.take();
    },
    whereIs: (page) => whereIs(page, ledger, views.pageBits(page)),
    isForsaken: (page) => whereIs(page, ledger, views.pageBits(page)) === NOWHERE,
    end(isDrained) {
      touched.settle();
      touchAllChecking();
      lookAtTouched();
      for (const oracle of oracles) oracle.end?.(isDrained);
      return objections.take();
    },
  };
}

/** Of the judged properties, in order of precedence; the model follows in any case. */
function oraclesFor(
  scenario: Scenario,
  system: System,
  judged: JudgedProperties,
): readonly OracleMaker[] {
  const ids = propertiesFor(scenario, system, judged);
  const own = ids.flatMap((id) => properties[id].oracle ?? []);
  const isFollowed = ids.includes('R') || unmetNeeds('R', system).length > 0;
  return isFollowed ? own : [...own, followModel];
}

function makeCourt(scenario: Scenario, system: System, object: Court['object']): Court {
  const { layout, views } = system;
  const touched = touchedPages(system);
  const ledger = makeLedger(layout);
  const isStreamSeen = system.lacks?.views.has('channel') !== true;
  const reading = isStreamSeen ? readStream(system) : readAnnounced(system);
  const hostPageOf = hostPagesOf(layout);
  const holds = pageContent(system);
  const discarded = discardedPagesOf(scenario);
  const isDiscarded = (page: number): boolean => discarded.has(page);
  const known = { scenario, system, layout, views, hostPageOf, isDiscarded };
  const seen = { touched, ledger, reading };
  return { ...known, ...seen, holds, followers: [], object };
}

/**
 * Shows each touched page to the oracles that look at pages: to those that watch nothing in particular,
 * since its memory may have changed, and to those that watch a bit that has.
 */
function lookingAt(touched: TouchedPages, oracles: readonly Oracle[]): () => void {
  const looks = oracles.flatMap(({ page, watches = ANY }) => (page ? { page, watches } : []));
  const pages = looks.map(({ page }) => page);
  const masks = Int32Array.from(looks, ({ watches }) => watches);
  const { bits, bitsBefore } = touched;
  return () => {
    for (let index = 0; index < touched.count; index++) {
      const page = touched.pages[index] as number;
      const changed = (bits[page] as number) ^ (bitsBefore[page] as number);
      const shown = touched.isAll ? ANY : changed | MEMORY;
      for (let look = 0; look < pages.length; look++)
        if (((masks[look] as number) & shown) !== 0) (pages[look] as PageLook)(page);
    }
  };
}

type PageLook = NonNullable<Oracle['page']>;

/** Beside the bits of `pageBit`: what is in memory, of which nobody has kept what it was. */
const MEMORY = 1 << 31;
const ANY = ~0;

/** Where a page is that is missing on the destination, and so who is to see to it. */
function whereIs(page: number, ledger: Ledger, bits: number): string {
  if ((bits & pageBit.present) !== 0) return 'is there: whoever placed it did not wake the waiter';
  if (ledger.onTheWay[page] === 1) return 'is on its way: the destination has to place it';
  if (isHeld(ledger, page)) return 'is held by the sender';
  if ((bits & pageBit.dirty) !== 0) return 'is still dirty: the source has to send it';
  return NOWHERE;
}

const NOWHERE = 'is neither dirty on the source nor on its way: nobody will send it';

/** Passes the step's events on to whoever listens to them, in the oracles' order, and marks them in `heard`. */
function hearing(trace: EventBuffer, oracles: readonly Oracle[], heard: Uint8Array): () => void {
  const handlers: readonly EventHandler[][] = tracepoints.map(() => []);
  // By what each oracle hears, which is little, and not by what it might.
  for (const { on = {} } of oracles)
    for (const name of Object.keys(on) as TracepointName[])
      handlers[tracepoint[name]]?.push(on[name] as EventHandler);
  return () => {
    const { events, length } = trace;
    for (let at = 0; at < length; at += TRACEPOINT_STRIDE) {
      const what = events[at] as number;
      heard[what] = 1;
      for (const handle of handlers[what] as readonly EventHandler[])
        handle(events[at + 1] as number, events[at + 2] as number, events[at + 3] as number);
    }
  };
}
