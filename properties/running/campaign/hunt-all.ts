/**
 * Runs all hunts for one bug in parallel: the edited engine is built once, and each worker does one
 * hunt at a time.
 */
import { buildEngine } from '../../engines/loader/load-engine.ts';
import { ALL_PROPERTIES, isAmong } from '../../judging/lockstep/judged-properties.ts';
import { propertyNames } from '../../judging/oracles/properties.ts';
import { filmOfFinding, traceOfFilm } from '../../telling/story/violation.ts';
import { filmWatched } from '../watch/film-watched.ts';
import type { Order } from './batch.ts';
import { runCampaign } from './campaign.ts';
import { startPool } from './worker-pool.ts';
import type { Hunt, HuntOrder } from './hunt.ts';

export interface HuntsOptions {
  readonly jobs: number;
  /** Stops the hunts: the result is what has been found by then. */
  readonly signal: AbortSignal;
  readonly onHunt: (hunt: Hunt) => void;
}

/**
 * @param hunts - all for the same bug
 * @returns the hunts that were done, in any order
 * @throws Error if the harness itself fails
 */
export async function huntAll(
  hunts: readonly HuntOrder[],
  { jobs, signal, onHunt }: HuntsOptions,
): Promise<readonly Hunt[]> {
  const [first] = hunts;
  if (first === undefined) return [];
  const engine = await buildEngine(first.bug.edits);
  const pool = startPool(engine.module, { order: first.order }, jobs);
  const done: Hunt[] = [];
  let next = 0;
  const note = (hunt: Hunt): void => {
    done.push(hunt);
    onHunt(hunt);
  };
  const handOut = (): void => {
    while (next < hunts.length && pool.tell({ kind: 'hunt', hunt: hunts[next] as HuntOrder }))
      next++;
  };

  try {
    handOut();
    while (done.length < hunts.length) {
      const heard = await pool.listen(signal);
      if (heard === 'interrupted') return done;
      if (heard.kind === 'fatal') break;
      if (heard.kind !== 'hunted') continue;
      note(heard.hunt);
      handOut();
    }
  } finally {
    await pool.dismiss();
    await engine.remove();
  }
  // A campaign can turn a call that does not return into a finding; a hunt cannot.
  for (const one of hunts)
    if (!signal.aborted && !done.some(({ order }) => isSame(order, one.order)))
      note(await huntByCampaign(one, { jobs, signal }));
  return done;
}

function isSame(one: Order, other: Order): boolean {
  return one.seed === other.seed && one.strategy === other.strategy;
}

async function huntByCampaign(
  { order, bug, runs, judged = ALL_PROPERTIES }: HuntOrder,
  { jobs, signal }: Pick<HuntsOptions, 'jobs' | 'signal'>,
): Promise<Hunt> {
  // Only PROGRESS can be found here: every run gets stuck in the step that never ends.
  if (!isAmong('PROGRESS', judged)) return { order };
  const { finding, executions } = await runCampaign({
    ...order,
    edits: bug.edits,
    jobs,
    runs,
    judged,
    signal,
  });
  if (finding === undefined) return { order };
  const filmed = await filmWatched({ edits: bug.edits }, filmOfFinding(finding));
  const { violation } = traceOfFilm(filmed, finding, { bug });
  const told = { property: propertyNames[violation.id], story: violation.steps.length };
  return { order, executions, told };
}
