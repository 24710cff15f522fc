/**
 * The speed where its users are: whole runs of `check`, one for each family of scenarios, from the start of
 * the process to its end. With another checkout, the two take turns, so that a busy machine is busy for both.
 */
import { MIXED } from '../../searching/scenarios/families.ts';
import { projectRoot } from '../../project-root.ts';
import type { Checkout, CheckLap } from './check-lap.ts';
import { readCheckout, runCheckLap } from './check-lap.ts';
import type { Row, Section } from './section.ts';

/** The default check, and the families in which most of its time goes. */
const FAMILIES: readonly string[] = [MIXED, 'precopy', 'postcopy', 'preempt'];
const ROUNDS = 3;
/** Enough for the compiler to have seen most of the code. */
const EXECUTIONS = 5000;

export const checkSection: Section = {
  name: 'check',
  async run(_open, { against }) {
    const own = readCheckout(projectRoot);
    const other = against === undefined ? undefined : readCheckout(against);
    const rows: Row[] = [];
    for (const family of FAMILIES) rows.push(await compare(own, other, family));
    const turns = other === undefined ? '' : ', in turn with the other checkout';
    return {
      title: `check, one worker, as a whole process: ${ROUNDS} times ${EXECUTIONS} executions${turns}`,
      rows,
    };
  },
};

async function compare(own: Checkout, other: Checkout | undefined, family: string): Promise<Row> {
  const laps: CheckLap[] = [];
  const others: CheckLap[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    laps.push(await runCheckLap(own, family, EXECUTIONS));
    if (other !== undefined) others.push(await runCheckLap(other, family, EXECUTIONS));
  }
  const speed = speedOf(laps);
  return {
    family,
    'steps each': total(laps, 'steps') / total(laps, 'executions'),
    'steps a CPU second': Math.round(speed),
    ...(other === undefined
      ? {}
      : { 'of the other': Math.round(speedOf(others)), ratio: speed / speedOf(others) }),
  };
}

/** Steps a second of CPU time, over all laps. */
function speedOf(laps: readonly CheckLap[]): number {
  return total(laps, 'steps') / total(laps, 'cpuSeconds');
}

function total(laps: readonly CheckLap[], what: keyof CheckLap): number {
  return laps.reduce((sum, lap) => sum + lap[what], 0);
}
