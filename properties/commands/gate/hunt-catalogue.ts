/**
 * Puts the bugs of the catalogue into the engine, one at a time. Each bug must be noticed by its own
 * property: if only other properties notice the bug, its own may no longer work.
 */
import pMap from 'p-map';
import type { Bug, CataloguedBug } from '../../../traces/bug-file.ts';
import type { Order } from '../../running/campaign/batch.ts';
import type { Hunt, HuntOrder } from '../../running/campaign/hunt.ts';
import { huntAll } from '../../running/campaign/hunt-all.ts';
import { amount } from '../../terminal/amount.ts';
import { startProgress } from '../../terminal/progress-line.ts';
import type { JudgedProperties } from '../../judging/lockstep/judged-properties.ts';
import { propertyIds } from '../../judging/lockstep/property-id.ts';
import { propertyNamed, propertyNames } from '../../judging/oracles/properties.ts';
import { MIXED } from '../../searching/scenarios/families.ts';
import { DEFAULT_STRATEGY } from '../../searching/strategies/strategies.ts';
import { cutShort } from './budget.ts';
import type { GatePlan, GateState } from './gate-plan.ts';
import type { CaseStatus, GateCase } from './gate-report.ts';
import { FIXED_SEEDS } from './search-cases.ts';

/** A fixed order, so that whether a bug is noticed depends on the tree alone. */
export const ORDER: Order = { seed: FIXED_SEEDS[0], scenario: MIXED, strategy: DEFAULT_STRATEGY };
/** The maximal number of executions for one bug; no bug of the catalogue needs more. */
export const EXECUTIONS_MAX = 30_000;
/** A bug whose property is taken out gets this many times the executions in which the property found it. */
export const MARGIN = 2;

/** The share of the remaining budget for this stage; the required bugs are hunted in any case. */
const SHARE_OF_BUDGET = 0.5;

/** @returns a case for each bug, in the order of the choice */
export async function catalogueCases(
  { catalogue, without, jobs, runs, signal: interrupt }: GatePlan,
  { budget: { end, signal } }: GateState,
): Promise<readonly GateCase[]> {
  const { bugs, required } = catalogue;
  const begin = performance.now();
  const deadline = runs === undefined ? begin + (end - begin) * SHARE_OF_BUDGET : begin;
  const progress = startProgress({ unit: 'bugs', total: bugs.length, title: 'catalogue' });
  let done = 0;
  try {
    const cases = await pMap(
      bugs,
      async (bug, number) => {
        const isLeftOut = number >= required && performance.now() >= deadline;
        const hunted = isLeftOut ? leftOut(bug) : await huntOne(bug, { without, signal });
        const result = hunted ?? { ...caseOf(bug), ...cutShort(interrupt), seconds: 0 };
        progress.update(++done, bug.id);
        return result;
      },
      { concurrency: jobs },
    );
    return [...cases, ...propertiesWithoutBugs(bugs)];
  } finally {
    progress.stop();
  }
}

/** A property without a bug is incomplete, since the gate cannot tell whether it still works. */
function propertiesWithoutBugs(bugs: readonly CataloguedBug[]): readonly GateCase[] {
  const covered = new Set(bugs.map(({ expect }) => expect.property));
  return propertyIds
    .map((id) => propertyNames[id])
    .filter((name) => !covered.has(name))
    .map((name) => ({
      name,
      status: 'incomplete',
      note: 'the catalogue has no bug for it',
      seconds: 0,
    }));
}

/**
 * Hunts one bug by its own property alone: the objections of other properties are ignored.
 *
 * @returns `undefined` if the signal was aborted first
 */
export async function huntOne(
  bug: CataloguedBug,
  { without, signal }: Pick<GatePlan, 'without' | 'signal'>,
): Promise<GateCase | undefined> {
  if (signal.aborted) return undefined;
  const startedAt = performance.now();
  const { property } = bug.expect;
  const only = propertyNamed(property);
  const hunt = (runs: number, judged: JudgedProperties): Promise<Hunt | undefined> =>
    huntOnce({ order: ORDER, bug, runs, isTold: false, judged }, signal);
  const close = (status: CaseStatus, note: string): GateCase => {
    return { ...caseOf(bug), status, note, seconds: (performance.now() - startedAt) / 1000 };
  };

  if (only === undefined) return close('incomplete', `no property is called ${property}`);
  const seen = await hunt(EXECUTIONS_MAX, { only });
  if (seen === undefined) return undefined;
  const { executions } = seen;
  if (executions === undefined)
    return close('incomplete', unnoticed(bug, amount(EXECUTIONS_MAX, 'execution')));
  if (without !== only)
    return close('passed', `${property} notices it in ${amount(executions, 'execution')}`);

  const runs = MARGIN * executions;
  const unseen = await hunt(runs, { only, without });
  if (unseen === undefined) return undefined;
  if (unseen.executions !== undefined)
    return close('passed', `still noticed, in ${amount(unseen.executions, 'execution')}`);
  const spent = `${amount(runs, 'execution')} without its oracle (with it, noticed after ${executions})`;
  return close('incomplete', unnoticed(bug, spent));
}

function unnoticed({ title, expect }: CataloguedBug, spent: string): string {
  return `not noticed by ${expect.property} in ${spent}: ${title}`;
}

/** @returns `undefined` if interrupted */
async function huntOnce(order: HuntOrder, signal: AbortSignal): Promise<Hunt | undefined> {
  const [hunt] = await huntAll([order], { jobs: 1, signal, onHunt: () => undefined });
  return signal.aborted ? undefined : hunt;
}

/** The case of a bug that is left out for lack of time; another bug of its property is hunted. */
function leftOut(bug: Bug): GateCase {
  return { ...caseOf(bug), status: 'skipped', note: 'left out: out of time', seconds: 0 };
}

function caseOf({ id }: Bug): Pick<GateCase, 'name' | 'file'> {
  return { name: id, file: `properties/bugs/${id}.json` };
}
