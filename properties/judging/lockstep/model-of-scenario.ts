/** The model with which the judge follows an engine: as large as the scenario, with no bounds of its own. */
import { TARGET_PAGE_SIZE } from '../../../impl/scenario.ts';
import type { Layout } from '../../../impl/system.ts';
import { UNLIMITED } from '../../../model/configuration.ts';
import type { Model } from '../../../model/machine.ts';
import { initialState, makeModel } from '../../../model/machine.ts';
import type { State } from '../../../model/state.ts';
import type { OracleContext } from './oracle-context.ts';
import { stepsMaxOf } from '../execution/step-bound.ts';

/** The fewest bytes that a record of a page takes on the wire. */
const RECORD_BYTES_MIN = 9;
/** The most records that a model state can count. */
const RECORDS_MAX = 0xffff;

export function modelOf({ scenario, layout, system }: OracleContext): Model {
  const isFromElsewhere = system.lacks !== undefined;
  // A link cannot hold more records than it has room for, nor more than the run has steps.
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
      // An external engine may also send memory that is not plugged in: such memory is all zeros.
      const discarded = isFromElsewhere ? [] : (scenario.blocks[index]?.discardedPages ?? []);
      const discardedHostPages = discarded.map((page) => Math.floor(page / pagesPerHostPage));
      return { pages: usedPages, pagesPerHostPage, discardedHostPages };
    }),
    writesMax: UNLIMITED,
    backgroundSyncsMax: UNLIMITED,
    records: { main: recordsMax, preempt: scenario.preempt === 'off' ? 0 : recordsMax },
    // An external engine reads a page in one step, but may do so long before it sends the page.
    splitReads: scenario.splitReads || isFromElsewhere,
    readsAhead: isFromElsewhere,
    deviceWriter: true,
    cuts: true,
    comesBack: true,
    recovers: true,
    resends: true,
    postcopy: true,
    faultsMax: UNLIMITED,
  });
}

/** The model state before the first step, with the scenario's zero pages. */
export function initialOf(model: Model, { initialVersions }: Layout): State {
  const zeroPages = initialVersions.flatMap((version, page) => (version === 0 ? [page] : []));
  return initialState(model, zeroPages);
}
