/**
 * Traces of clean runs that no search would store: a long one, one with many pages, and one with a switch-
 * over.
 */
import type { GuestOperation, Scenario } from '../../../../impl/scenario.ts';
import { plainestScenario } from '../../../../impl/scenario.ts';
import type { OpenSystem } from '../../../../impl/system.ts';
import type { Trace } from '../../../../traces/trace-file.ts';
import { makeLockstep } from '../../../judging/execution/execution.ts';
import { recordRun } from '../../../judging/execution/record-run.ts';
import { makeDraw } from '../../../judging/execution/random-source.ts';
import { random } from '../../../searching/strategies/random.ts';

/** A random walk, which switches threads all the time. */
export function recordTrace(open: OpenSystem, scenario: Scenario): Trace {
  const lockstep = makeLockstep(scenario, open);
  const { outcome, decisions } = recordRun(lockstep, random(), makeDraw('for the page'));
  if (outcome.objections !== undefined) throw new Error('the clean engine violates a property');
  return {
    format: 'migcheck-trace',
    version: 3,
    scenario,
    decisions,
    expect: { verdict: 'passed', digest: lockstep.digest.text() },
  };
}

const PAGES = 24;
const MANY_PAGES = 120;
const WRITES = 2600;

/** Writes to the pages at this stride. */
function writes(stride: number): readonly GuestOperation[] {
  return Array.from({ length: WRITES }, (_, index) => ({
    kind: index % 9 === 0 ? 'zero' : 'write',
    block: 0,
    page: (index * stride) % PAGES,
  }));
}

/** More than 5,000 steps. */
export const longScenario: Scenario = {
  ...plainestScenario,
  name: 'background-sync',
  wordBits: 4,
  pageBytes: 8,
  blocks: [
    {
      name: 'ram0',
      offset: 0,
      usedPages: PAGES,
      pagesMax: PAGES,
      hostPageSize: 4096,
      chunkPages: 4,
      zeroPages: [],
      discardedPages: [],
    },
  ],
  log: 'manual-protect',
  splitReads: true,
  vcpus: [writes(5), writes(7)],
  ticks: Array.from({ length: 12 }, (_, index) => ({ kind: 'background-sync', after: index * 40 })),
  stepsMax: 8000,
};

/** A short run with more pages than fit into any window. */
export const manyPagesScenario: Scenario = {
  ...longScenario,
  blocks: longScenario.blocks.map((block) => ({
    ...block,
    usedPages: MANY_PAGES,
    pagesMax: MANY_PAGES,
  })),
  vcpus: [writes(5).slice(0, 20)],
  ticks: [],
};

/** The guest continues on the destination, and faults on missing pages. */
export const postcopyScenario: Scenario = {
  ...longScenario,
  name: 'postcopy',
  postcopy: true,
  vcpus: [writes(5).slice(0, 400)],
  ticks: [{ kind: 'start-postcopy', after: 1 }],
};
