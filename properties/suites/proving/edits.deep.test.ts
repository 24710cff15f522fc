/** Stored traces survive edits that keep the engine's behaviour, and these edits do keep it. */
import { describe, it } from 'vitest';
import { runCampaign } from '../../running/campaign/campaign.ts';
import { readCatalogueTraces, readEdits } from '../../proving/edits/read-edits.ts';
import { loadEngine } from '../../engines/loader/load-engine.ts';
import { replayRun } from '../../running/replay/replay-run.ts';
import { engineOfTrace } from '../../running/replay/engine-of-trace.ts';
import { replayWatched } from '../../running/replay/replay-watched.ts';
import { MIXED } from '../../searching/scenarios/families.ts';
import { DEFAULT_STRATEGY } from '../../searching/strategies/strategies.ts';
import { share } from '../support/long-work.ts';

/** Executions of the engine with each edit. */
const RUNS = Math.ceil(500 * Math.sqrt(share));
const edits = readEdits();
const traces = readCatalogueTraces();
/** The number of edits that each trace is tried with, spread evenly over all edits; `edits` tries all. */
const EDITS_EACH = 1;
/** The property of a run that does not end, which is reported after eight seconds of silence. */
const ENDLESS = 'PROGRESS';

describe('the edits', () => {
  it.concurrent.for(edits)('keep the behaviour: $id', async (edit, { expect }) => {
    const { finding, executions } = await runCampaign({
      seed: 'edits',
      scenario: MIXED,
      strategy: DEFAULT_STRATEGY,
      edits: edit.edits,
      runs: RUNS,
      jobs: 1,
    });
    expect(finding?.property).toBeUndefined();
    expect(executions).toBe(RUNS);
  });
});

describe('the stored traces of the catalogue', () => {
  const [endless, ended] = [true, false].map((is) =>
    traces.filter(({ expect }) => (expect.property === ENDLESS) === is),
  );

  it.concurrent.for(ended ?? [])('survive edits: $bug.id', async (trace, { expect }) => {
    const asIs = await replayRun(await loadEngine(trace.bug.edits), trace, () => undefined);
    expect(asIs.outcome).toBe('reproduced');
    for (const edit of someOf(traces.indexOf(trace))) {
      const open = await loadEngine([...trace.bug.edits, ...edit.edits]);
      const { outcome } = await replayRun(open, trace, () => undefined);
      expect(outcome, edit.id).toMatch(/^reproduced/);
    }
  });

  it.concurrent.for(endless ?? [])(
    'of endless runs survive an edit: $bug.id',
    async (trace, { expect }) => {
      const [edit] = someOf(traces.indexOf(trace));
      const { outcome } = await replayWatched(
        trace,
        engineOfTrace(trace, { trust: true }, edit?.edits),
      );
      expect(outcome).toBe('reproduced');
    },
  );
});

/** A few of the edits: different ones for each trace, and all equally often. */
function someOf(trace: number): typeof edits {
  const step = edits.length / EDITS_EACH;
  return edits.filter((_, at) => at % step === trace % step);
}
