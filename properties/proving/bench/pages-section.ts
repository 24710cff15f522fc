/**
 * The cost of a step as the number of pages grows: a precopy of one block of 2^4 to 2^16 pages, 4 KiB each
 * on the wire and eight bytes in memory. If the microseconds per step grow with the pages, some code visits
 * all of them in each step.
 */
import type { OpenSystem } from '../../../impl/system.ts';
import type { GuestOperation, Scenario } from '../../../impl/scenario.ts';
import { plainestScenario } from '../../../impl/scenario.ts';
import { execute, makeLockstep } from '../../judging/execution/execution.ts';
import { makeDraw } from '../../judging/execution/random-source.ts';
import { random } from '../../searching/strategies/random.ts';
import { median } from './laps.ts';
import type { Row, Section } from './section.ts';

const EXPONENTS = [4, 6, 8, 10, 12, 14, 16];
const LAPS = 3;
/** Minimal length of a lap in milliseconds; a lap has at least one execution. */
const LAP_MS = 300;
const WRITES = 16;
/** Coprime to every number of pages, so that the writes spread over the whole block. */
const STRIDE = 37;

export const pagesSection: Section = {
  name: 'pages',
  run(open) {
    // Warms up the compiler, so that the first row is not slower than the others.
    measure(open, 2 ** 10);
    return Promise.resolve({
      title: `with more and more pages: precopy of one block; medians of ${LAPS} laps`,
      rows: EXPONENTS.map((exponent) => measure(open, 2 ** exponent)),
    });
  },
};

function measure(open: OpenSystem, pages: number): Row {
  const startedAt = performance.now();
  const bench = makeLockstep(scenarioOf(pages), open);
  const madeAt = performance.now();
  const strategy = random();
  let executions = 0;
  let stepsEach = 0;
  const speeds = Array.from({ length: LAPS }, () => {
    const lapAt = performance.now();
    let steps = 0;
    let spent = 0;
    while (spent < LAP_MS) {
      const outcome = execute(bench, strategy, makeDraw(`${pages}/${executions++}`));
      if (outcome.objections !== undefined)
        throw new Error('a property objected to the clean engine');
      stepsEach = outcome.steps;
      steps += outcome.steps;
      spent = performance.now() - lapAt;
    }
    return (steps * 1000) / spent;
  });
  const stepsPerSecond = median(speeds);
  return {
    pages: pages.toLocaleString('en'),
    'steps each': stepsEach,
    'steps/s': Math.round(stepsPerSecond),
    'µs a step': 1e6 / stepsPerSecond,
    'made in ms': madeAt - startedAt,
  };
}

function scenarioOf(pages: number): Scenario {
  const operations = Array.from({ length: WRITES }, (_, index): GuestOperation => ({
    kind: 'write',
    block: 0,
    page: (index * STRIDE) % pages,
  }));
  return {
    ...plainestScenario,
    name: 'pages',
    wordBits: 32,
    pageBytes: 8,
    blocks: [
      {
        name: 'ram0',
        offset: 0,
        usedPages: pages,
        pagesMax: pages,
        hostPageSize: 4096,
        chunkPages: 64,
        zeroPages: [],
        discardedPages: [],
      },
    ],
    log: 'manual-protect',
    vcpus: [operations],
    stepsMax: 600 + 30 * pages,
  };
}
