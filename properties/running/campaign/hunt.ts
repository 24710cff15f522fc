/**
 * One hunt for a bug: the batches of a campaign, one after another, until something is violated. It
 * finds the same violation, after the same number of executions, as a campaign with any number of
 * workers.
 */
import type { OpenSystem } from '../../../impl/system.ts';
import type { Bug } from '../../../traces/bug-file.ts';
import type { JudgedProperties } from '../../judging/lockstep/judged-properties.ts';
import { propertyNames } from '../../judging/oracles/properties.ts';
import { shrink } from '../../searching/shrink/shrink.ts';
import { traceOf } from '../../telling/story/violation.ts';
import type { Order } from './batch.ts';
import { makeBatchRunner, SCHEDULES_PER_SCENARIO } from './batch.ts';
import { makeFold } from './fold.ts';
import type { CampaignExecution } from './investigate.ts';
import { findAgainAt, findGraver } from './investigate.ts';

export interface HuntOrder {
  readonly order: Order;
  readonly bug: Bug;
  /** The maximal number of executions. */
  readonly runs: number;
  /** Whether to shrink and tell the finding, which often takes longer than finding it. */
  readonly isTold: boolean;
  /** The properties that may object; all if left out. If it is given, `isTold` has to be false. */
  readonly judged?: JudgedProperties | undefined;
}

export interface Hunt {
  readonly order: Order;
  /** Executions up to the violating one; `undefined` if there was none. */
  readonly executions?: number;
  /** Names of the properties violated when the hunt ended, before any shrinking. */
  readonly violates?: readonly string[];
  /** The shrunk finding; absent unless the hunt was asked to tell it. */
  readonly told?: ToldHunt;
}

interface ToldHunt {
  /** The name of the violated property. */
  readonly property: string;
  /** The number of lines of the story. */
  readonly story: number;
}

/** @param onBatch - called before each batch with its number */
export function hunt(
  open: OpenSystem,
  { order, bug, runs, isTold, judged }: HuntOrder,
  onBatch: (number: number) => void,
): Hunt {
  const fold = makeFold();
  const runBatch = makeBatchRunner(open, order, { judged });
  const batches = Math.ceil(runs / SCHEDULES_PER_SCENARIO);
  for (let number = 0; number < batches && fold.violation() === undefined; number++) {
    const left = runs - number * SCHEDULES_PER_SCENARIO;
    const executionsMax = Math.min(SCHEDULES_PER_SCENARIO, left);
    onBatch(number);
    fold.add(runBatch(number, { executionsMax, told: fold.lessonFor(number) }));
  }
  const place = fold.violation();
  if (place === undefined) return { order };
  const { executions } = fold.total();
  const violates = place.violates.map((id) => propertyNames[id]);
  const told = isTold ? { told: tell(open, { order, bug, place }) } : {};
  return { order, executions, violates, ...told };
}

interface Found {
  readonly order: Order;
  readonly bug: Bug;
  readonly place: CampaignExecution;
}

function tell(open: OpenSystem, { order, bug, place }: Found): ToldHunt {
  const first = findAgainAt(open, order, place);
  const gravest = findGraver(open, order, { ...first, ...place });
  const { violation } = traceOf(open, shrink(gravest, { open }), { bug });
  return { property: propertyNames[violation.id], story: violation.steps.length };
}
