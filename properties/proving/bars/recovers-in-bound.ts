/**
 * Liveness with a figure: whatever has broken off, and at whatever step, from then on every waiting vCPU goes
 * on and the migration completes within a bound, if the links stay up and an operator connects the hosts
 * again. The strategy's part of each execution ends at a step that is drawn, in some of them in the middle of a
 * loss or a recovery, and the fair schedule that follows is measured.
 */
import type { Scenario } from '../../../impl/scenario.ts';
import type { System } from '../../../impl/system.ts';
import { loadEngine } from '../../engines/loader/load-engine.ts';
import { hashOf } from '../../judging/execution/digest.ts';
import type { Lockstep } from '../../judging/execution/execution.ts';
import { execute, makeLockstep } from '../../judging/execution/execution.ts';
import { makeDraw } from '../../judging/execution/random-source.ts';
import type { OracleMaker } from '../../judging/lockstep/oracle-context.ts';
import { scenarioNumber } from '../../searching/scenarios/families.ts';
import { random } from '../../searching/strategies/random.ts';
import type { Bar, Measured } from './bar.ts';
import { shareOf } from './bar.ts';

const FAMILIES = ['recovery', 'recovery-preempt', 'userfaultfd'];
const RUNS = 30_000;
const SEED = 'bound';
/** Most migrations of these families are over after fewer steps. */
const DECIDED_MAX = 120;
/** More than a scenario can lose connections. */
const RECOVERIES = 9;
/** These end a migration for good, in a way that no operator can mend. */
const FINAL: ReadonlySet<string> = new Set(['cancel', 'destination-dies']);

export const recoversInBoundBar: Bar = {
  name: 'recovers-in-bound',
  claim:
    'after the last loss, with links up and an operator who recovers, every waiting vCPU goes on and the ' +
    'migration completes within 12 steps a page, 6 a thread and 60 more, unless the destination had not ' +
    'loaded the package',
  run: measure,
};

function boundOf({ layout, driver }: System): number {
  return 12 * layout.pages + 6 * driver.threads.length + 60;
}

interface Drains {
  drains: number;
  /** Drains that began after a loss which had not been mended yet. */
  broken: number;
  /** Runs that nobody can mend: the link was lost before the destination had loaded the package. */
  givenUp: number;
  /** Drains at whose beginning a vCPU waited for a page. */
  waiting: number;
  /** The greatest part of its bound that a drain took. */
  most: number;
  readonly misses: string[];
}

async function measure(share: number): Promise<Measured> {
  const open = await loadEngine([]);
  const all: Drains = { drains: 0, broken: 0, givenUp: 0, waiting: 0, most: 0, misses: [] };
  for (const family of FAMILIES)
    for (let number = 0; number < shareOf(RUNS, share); number++)
      drainOne(all, open, { family, number });
  const { drains, broken, givenUp, waiting, most, misses } = all;
  const figure =
    `${drains.toLocaleString('en')} drains, ${broken} after a loss, ${waiting} with a vCPU that waits, ` +
    `${givenUp} without a destination; the longest takes ${(100 * most).toFixed(0)} % of its bound`;
  return { isMet: misses.length === 0 && broken > 0 && waiting > 0, figure, misses };
}

function drainOne(
  all: Drains,
  open: (scenario: Scenario) => System,
  { family, number }: { readonly family: string; readonly number: number },
): void {
  const scenario = cutShort(scenarioNumber(number, family, SEED), number);
  let status = 'none';
  let isSwitched = false;
  let isGivenUp = false;
  const observer: OracleMaker = ({ ledger }) => ({
    on: {
      migrate_set_state() {
        ({ status, isSwitched } = ledger);
      },
      migrate_resume_given_up() {
        isGivenUp = true;
      },
    },
  });
  const lockstep = makeLockstep(scenario, open, [observer]);
  noteDrain(lockstep, () => {
    all.drains++;
    if (status === 'postcopy-paused' || status.startsWith('postcopy-recover')) all.broken++;
    const waits = lockstep.system.driver.waits();
    if (waits.some(({ missingPage }) => missingPage !== undefined)) all.waiting++;
  });
  const { steps, decided, objections } = execute(lockstep, random(), makeDraw(`${number}`));
  const [found] = objections ?? [];
  const part = (steps - decided) / boundOf(lockstep.system);
  all.most = Math.max(all.most, part);
  const what = `${family} ${number}: ${steps - decided} steps`;
  if (found !== undefined) all.misses.push(`${what}: ${found.property}, ${found.what}`);
  else if (part > 1) all.misses.push(`${what} for a bound of ${boundOf(lockstep.system)}`);
  else if (isGivenUp) all.givenUp++;
  else if (isSwitched && status !== 'completed') all.misses.push(`${what}: ends in ${status}`);
}

/** The scenario with nothing that ends it for good, and with a drain that begins early. */
function cutShort(scenario: Scenario, number: number): Scenario {
  const stepsMax = (hashOf(`decided/${number}`) >>> 12) % DECIDED_MAX;
  const ticks = scenario.ticks.filter(({ kind }) => !FINAL.has(kind));
  return { ...scenario, ticks, stepsMax, recoveries: RECOVERIES };
}

/** Calls back when the fair schedule takes over. */
function noteDrain({ system: { driver } }: Lockstep, note: () => void): void {
  const drain = driver.drain.bind(driver);
  driver.drain = () => {
    note();
    drain();
  };
}
