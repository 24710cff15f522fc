/** Puts the bugs of the catalogue into the engine, one at a time: a judge must notice each. */
import pMap from 'p-map';
import type { Bug } from '../../traces/bug-file.ts';
import { huntAll } from '../campaign/hunt-all.ts';
import { amount } from '../cli/check-output.ts';
import { startProgress } from '../cli/progress-line.ts';
import { MIXED } from '../scenarios/families.ts';
import { DEFAULT_STRATEGY } from '../strategies/strategies.ts';
import type { GatePlan, GateState } from './gate-plan.ts';
import type { GateCase } from './gate-report.ts';

/** Always the same, so that whether a bug is noticed depends on the tree alone. */
const SEED = 'gate';
/** No bug of the catalogue takes longer. */
const EXECUTIONS_MAX = 30_000;

/** Of what is left of the budget; what every property needs is hunted in any case. */
const SHARE_OF_BUDGET = 0.5;

/** @returns a case for each bug, in the order of the choice */
export async function catalogueCases(
  { catalogue, jobs, signal }: GatePlan,
  { budgetEnd }: GateState,
): Promise<readonly GateCase[]> {
  const { bugs, required } = catalogue;
  const begin = performance.now();
  const deadline = begin + (budgetEnd - begin) * SHARE_OF_BUDGET;
  const progress = startProgress({ unit: 'bugs', total: bugs.length, title: 'catalogue' });
  let done = 0;
  try {
    return await pMap(
      bugs,
      async (bug, number) => {
        const isOver = signal.aborted || (number >= required && performance.now() >= deadline);
        const result = isOver ? leftOut(bug, signal.aborted) : await huntOne(bug, signal);
        progress.update(++done, bug.id);
        return result;
      },
      { concurrency: jobs },
    );
  } finally {
    progress.stop();
  }
}

async function huntOne(bug: Bug, signal: AbortSignal): Promise<GateCase> {
  const startedAt = performance.now();
  const order = { seed: SEED, scenario: MIXED, strategy: DEFAULT_STRATEGY };
  const onHunt = (): void => undefined;
  const [hunt] = await huntAll([{ order, bug, runs: EXECUTIONS_MAX, isTold: false }], {
    jobs: 1,
    signal,
    onHunt,
  });
  if (hunt === undefined) return leftOut(bug, true);
  const { executions } = hunt;
  const seconds = (performance.now() - startedAt) / 1000;
  const named = { name: bug.id, seconds };
  if (executions !== undefined)
    return { ...named, status: 'passed', note: `noticed in ${amount(executions, 'execution')}` };
  const note = `not noticed in ${amount(EXECUTIONS_MAX, 'execution')}: ${bug.title}`;
  return { ...named, status: 'incomplete', note };
}

function leftOut({ id }: Bug, isInterrupted: boolean): GateCase {
  const note = isInterrupted ? 'interrupted' : 'left out: the budget was used up';
  return { name: id, status: 'skipped', note, seconds: 0 };
}
