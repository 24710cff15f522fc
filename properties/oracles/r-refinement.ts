/**
 * R refinement: the model allows whatever the engine does, and what the model says is deterministic
 * is what the engine shows: each host's memory, what has been received, and who runs the guest. A
 * step that changes any of it without a tracepoint is caught here too.
 */
import { TARGET_PAGE_SIZE } from '../../impl/scenario.ts';
import { hosts, tracepoints } from '../../impl/tracepoints.ts';
import type { TracepointName } from '../../impl/tracepoints.ts';
import { actionKind, kindOf, nameOf } from '../../model/action.ts';
import { UNLIMITED } from '../../model/configuration.ts';
import type { Model } from '../../model/machine.ts';
import { initialState, makeModel, refusal, step } from '../../model/machine.ts';
import { at, flag, phase, read, setFlag, takeover } from '../../model/state.ts';
import { compareCopies } from '../lockstep/compare-copies.ts';
import { NO_PAGE } from '../lockstep/ledger.ts';
import type { MappingOptions } from '../lockstep/model-mapping.ts';
import { meaningOf, NO_ACTION } from '../lockstep/model-mapping.ts';
import type { Court, EventHandler, Oracle } from '../lockstep/oracle.ts';
import { stepsMaxOf } from '../lockstep/step-bound.ts';

const SOURCE = hosts.indexOf('source');
const DESTINATION = hosts.indexOf('destination');
/** A record of a page takes at least so many bytes on the wire. */
const RECORD_BYTES_MIN = 9;
/** As many as the widest state can count. */
const RECORDS_MAX = 0xffff;

export function refinement(court: Court): Oracle {
  const { scenario, layout, ledger, views, object } = court;
  const model = modelFor(court);
  const zeroPages = layout.initialVersions.flatMap((version, page) =>
    version === 0 ? [page] : [],
  );
  const initial = initialState(model, zeroPages);
  const state = initialState(model, zeroPages);
  /** The model no longer knows where the engine stands. */
  let isLost = false;

  const options: MappingOptions = { splitReads: scenario.splitReads, ledger };
  const follow = (name: TracepointName): EventHandler | undefined => {
    const meaning = meaningOf(name);
    if (meaning === undefined) return undefined;
    return (first, second, third) => {
      const value = meaning(first, second, third, options);
      if (value === NO_ACTION) return;
      // On a link that was tampered with, anything may arrive; a new migration is a new start.
      if (ledger.isTampered) {
        isLost = true;
        return;
      }
      if (isLost) startAfresh();
      // A link that has dropped cannot drop again.
      if (kindOf(value) === actionKind.cut && read(state, at.linkUp) === 0) return;
      if (kindOf(value) === actionKind['cut-urgent'] && read(state, at.urgentLinkUp) === 0) return;
      const guard = refusal(model, state, value);
      if (guard !== undefined)
        object('R', NO_PAGE, `the model does not allow "${nameOf(value)}" here: ${guard.name}`);
      else for (const hear of court.followers) hear(state, value);
      step(model, state, value, state);
    };
  };
  const startAfresh = (): void => {
    isLost = false;
    state.set(initial);
    for (let page = 0; page < layout.pages; page++)
      setFlag(state, page, flag.isZero, ledger.expected[page] === 0);
    state[at.unlogged] = ledger.unlogged + 1;
  };
  const on: Partial<Record<TracepointName, EventHandler>> = {};
  for (const { name } of tracepoints) {
    const handler = follow(name);
    if (handler !== undefined) on[name] = handler;
  }

  const compare = compareCopies(court, state);

  return {
    reset() {
      isLost = false;
      state.set(initial);
    },
    on,
    page(page) {
      const difference = compare(page);
      if (difference !== undefined) object('R', page, difference);
    },
    change() {
      if (isLost || ledger.isTampered) return;
      const now = read(state, at.phase);
      const hasTakenOver = read(state, at.takeover) === takeover.running;
      if (views.isRunning(DESTINATION) !== hasTakenOver)
        object('R', NO_PAGE, 'the guest runs on the destination, but not when it should');
      if (views.isRunning(SOURCE) && now > phase.active)
        object('R', NO_PAGE, 'the guest runs on the source after it was stopped for good');
    },
  };
}

/** The model of a machine of the scenario's size, without bounds of its own. */
function modelFor({ scenario, layout, system }: Court): Model {
  // Nor can there be more on a link than the run has steps.
  const recordsMax = Math.min(
    Math.ceil(scenario.channelBytes / RECORD_BYTES_MIN) + 1,
    stepsMaxOf(scenario, system),
    RECORDS_MAX,
  );
  return makeModel({
    name: scenario.name,
    claim: 'as large as the scenario, and bounded by nothing else',
    blocks: layout.blocks.map(({ usedPages, hostPageSize }, index) => {
      const pagesPerHostPage = Math.max(1, Math.floor(hostPageSize / TARGET_PAGE_SIZE));
      const discarded = scenario.blocks[index]?.discardedPages ?? [];
      const discardedHostPages = discarded.map((page) => Math.floor(page / pagesPerHostPage));
      return { pages: usedPages, pagesPerHostPage, discardedHostPages };
    }),
    writesMax: UNLIMITED,
    backgroundSyncsMax: UNLIMITED,
    recordsMax,
    urgentRecordsMax: scenario.preempt === 'off' ? 0 : recordsMax,
    splitReads: scenario.splitReads,
    deviceWriter: true,
    cuts: true,
    resends: true,
    postcopy: true,
    faultsMax: UNLIMITED,
  });
}
