/** The model by which the judge follows an engine: of the scenario's size, without bounds of its own. */
import { TARGET_PAGE_SIZE } from '../../../impl/scenario.ts';
import type { Layout } from '../../../impl/system.ts';
import { UNLIMITED } from '../../../model/configuration.ts';
import type { Model } from '../../../model/machine.ts';
import { initialState, makeModel } from '../../../model/machine.ts';
import type { State } from '../../../model/state.ts';
import type { Court } from './court.ts';
import { stepsMaxOf } from '../execution/step-bound.ts';

/** A record of a page takes at least so many bytes on the wire. */
const RECORD_BYTES_MIN = 9;
/** As many as the widest state can count. */
const RECORDS_MAX = 0xffff;

export function modelOf({ scenario, layout, system }: Court): Model {
  const isFromElsewhere = system.lacks !== undefined;
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
      // An engine from elsewhere may send what is not plugged in as well: it is zeros.
      const discarded = isFromElsewhere ? [] : (scenario.blocks[index]?.discardedPages ?? []);
      const discardedHostPages = discarded.map((page) => Math.floor(page / pagesPerHostPage));
      return { pages: usedPages, pagesPerHostPage, discardedHostPages };
    }),
    writesMax: UNLIMITED,
    backgroundSyncsMax: UNLIMITED,
    records: { main: recordsMax, preempt: scenario.preempt === 'off' ? 0 : recordsMax },
    // An engine from elsewhere reads a page at once, but may do so long before it sends it.
    splitReads: scenario.splitReads || isFromElsewhere,
    readsAhead: isFromElsewhere,
    deviceWriter: true,
    cuts: true,
    resends: true,
    postcopy: true,
    faultsMax: UNLIMITED,
  });
}

/** Before the first step, with the pages zero that are. */
export function initialOf(model: Model, { initialVersions }: Layout): State {
  const zeroPages = initialVersions.flatMap((version, page) => (version === 0 ? [page] : []));
  return initialState(model, zeroPages);
}
