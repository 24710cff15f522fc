/**
 * One lockstep for many scenarios: it judges each of them like one made for it, whatever came before,
 * and keeps nothing of earlier scenarios.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Scenario } from '../../../impl/scenario.ts';
import type { Lacks, OpenSystem } from '../../../impl/system.ts';
import { pageBit } from '../../../impl/system.ts';
import { loadEngine } from '../../engines/loader/load-engine.ts';
import type { Lockstep } from '../../judging/execution/execution.ts';
import { execute, makeLockstep } from '../../judging/execution/execution.ts';
import { makeDraw } from '../../judging/execution/random-source.ts';
import type { Strategy } from '../../judging/execution/strategy.ts';
import { capacityFor } from '../../judging/lockstep/capacity.ts';
import type { OracleContext, OracleMaker } from '../../judging/lockstep/oracle-context.ts';
import { makeJudge } from '../../judging/lockstep/judge.ts';
import type { JudgedProperties } from '../../judging/lockstep/judged-properties.ts';
import { makeOracleContext } from '../../judging/lockstep/make-oracle-context.ts';
import { propertyIds } from '../../judging/lockstep/property-id.ts';
import { targetOf } from '../../judging/lockstep/target.ts';
import { judgedBy, watchArrival } from '../../judging/oracles/observe-judged.ts';
import { properties } from '../../judging/oracles/properties.ts';
import { observeSometimes } from '../../judging/sometimes/observe-sometimes.ts';
import { sometimesIds } from '../../judging/sometimes/sometimes.ts';
import { makeBatchRunner, runBatch } from '../../running/campaign/batch.ts';
import { readBug } from '../../running/files/read-bug.ts';
import { pageTransitions } from '../../searching/coverage/page-transitions.ts';
import { families, MIXED, scenarioNumber } from '../../searching/scenarios/families.ts';
import { random } from '../../searching/strategies/random.ts';
import { recordModel } from '../../telling/film/model-run.ts';
import { recordStates } from '../../telling/film/record-states.ts';
import { recordStream } from '../../telling/story/record-stream.ts';

const RUNS_EACH = 2;

/** Everything that can be observed of a scenario's runs. */
type Told = readonly unknown[];

/** A scenario with its number, which seeds the randomness of its runs. */
type Numbered = readonly [number, Scenario];

/** A lockstep that is retargeted from scenario to scenario. */
function makeTeller(open: OpenSystem, judged: JudgedProperties = {}): (one: Numbered) => Told {
  const reached = new Uint8Array(sometimesIds.length);
  const arrival = watchArrival();
  const shown = pageTransitions();
  const observers = [...observeSometimes(reached), arrival.observer, shown.observer];
  let lockstep: Lockstep | undefined;
  return ([number, scenario]) => {
    reached.fill(0);
    if (lockstep === undefined) lockstep = makeLockstep(scenario, open, observers, judged);
    else lockstep.retarget(scenario);
    const told: unknown[] = [];
    for (let run = 0; run < RUNS_EACH; run++) {
      const outcome = execute(lockstep, random(), makeDraw(`${number}/${run}`));
      const schedule = lockstep.schedule.slice(0, outcome.steps).join();
      told.push(outcome, lockstep.digest.text(), schedule, shown.takeNovelty());
    }
    told.push(reached.slice(), judgedBy(lockstep, arrival));
    leaveInTheMiddle(lockstep, number % 90);
    return told;
  };
}

const BROKEN_OFF = new Error('a run that is broken off');

/** Interrupts a run, so that its unfinished state could disturb the next scenario. */
function leaveInTheMiddle(lockstep: Lockstep, steps: number): void {
  let left = steps;
  const { begin, pick } = random();
  const breaking: Strategy = {
    begin,
    pick(choices, current) {
      if (left-- === 0) throw BROKEN_OFF;
      return pick(choices, current);
    },
  };
  try {
    execute(lockstep, breaking, makeDraw('left in the middle'));
  } catch (error) {
    if (error !== BROKEN_OFF) throw error;
  }
}

function drawn(family: string, count: number): readonly Scenario[] {
  return Array.from({ length: count }, (_, number) => scenarioNumber(number, family, 'retarget'));
}

function shuffled<Item>(items: readonly Item[], seed: string): readonly Item[] {
  const draw = makeDraw(seed);
  const rest = [...items];
  return items.map(() => rest.splice(draw(rest.length), 1)[0] as Item);
}

/** Compares one lockstep, in several orders of scenarios, with a new one for each. */
function compare(
  open: OpenSystem,
  scenarios: readonly Scenario[],
  judged?: JudgedProperties,
): readonly Told[] {
  const numbered: readonly Numbered[] = scenarios.map((scenario, number) => [number, scenario]);
  const afresh = numbered.map((one) => makeTeller(open, judged)(one));
  for (const order of ['a', 'b']) {
    const tell = makeTeller(open, judged);
    for (const one of shuffled(numbered, order)) expect(tell(one)).toEqual(afresh[one[0]]);
  }
  return afresh;
}

let open: OpenSystem;

beforeAll(async () => {
  open = await loadEngine();
});

describe('a lockstep that is retargeted from scenario to scenario', () => {
  it('judges scenarios of every family like a new lockstep', () => {
    const all = families.flatMap(({ name }) => drawn(name, name === 'soak' ? 1 : 20));
    const sizes = new Set(all.map((scenario) => open(scenario).layout.pages));
    expect(sizes.size).toBeGreaterThan(10);
    expect(compare(open, all).length).toBeGreaterThan(180);
  });

  it.each([
    ['zero-page-skipped', MIXED],
    ['no-rearm', MIXED],
    ['slice-unlocked', MIXED],
    ['temp-page-shared', MIXED],
    ['zero-fill-unchecked', 'hostile-link'],
    ['urgent-unlocked', 'preempt'],
    ['failure-told-as-cancelled', MIXED],
    ['access-after-stop', MIXED],
    ['state-kept-between-runs', 'retry'],
  ])('has the same objections with %s', async (bug, family) => {
    const wrong = await loadEngine(readBug(bug).edits);
    const told = compare(wrong, drawn(family, 60));
    expect(JSON.stringify(told).includes('"property"')).toBe(true);
  });

  it('leaves out the same properties', async () => {
    const wrong = await loadEngine(readBug('page-dropped-after-switch-over').edits);
    for (const judged of [{ without: 'R' }, { only: 'R' }] as const)
      expect(compare(wrong, drawn('postcopy', 10), judged)).toHaveLength(10);
  });

  it('judges by what each system shows', () => {
    const blind: Lacks = {
      views: new Set(['channel']),
      bits: pageBit.dirty | pageBit.present,
      tracepoints: new Set(['runstate_set', 'migrate_fd_cleanup']),
      footprint: true,
    };
    const openSome: OpenSystem = (scenario) => {
      const system = open(scenario);
      return scenario.vcpus.flat().length % 2 === 0 ? system : { ...system, lacks: blind };
    };
    expect(compare(openSome, drawn(MIXED, 40))).toHaveLength(40);
  });

  it('runs the batches of a campaign', () => {
    const order = { seed: 'retarget', scenario: MIXED, strategy: 'guided' };
    const run = makeBatchRunner(open, order);
    for (const number of [7, 3, 11, 3, 0, 7])
      expect(run(number)).toEqual(runBatch(open, order, number));
  });
});

describe('a judge', () => {
  const [small, large] = drawn(MIXED, 60)
    .toSorted((one, other) => pagesOf(one) - pagesOf(other))
    .filter((_, index) => index === 0 || index === 59) as [Scenario, Scenario];

  it('refuses a scenario beyond its capacity', () => {
    const judge = makeJudge(small, open(small));
    expect(() => judge.retarget(large, open(large))).toThrow(RangeError);
  });

  it('judges every property again in the next scenario', async () => {
    const wrong = await loadEngine(readBug('footer-forgotten').edits);
    const lockstep = makeLockstep(large, wrong);
    const objects = (): boolean =>
      execute(lockstep, random(), makeDraw('a')).objections?.[0] !== undefined;
    expect(objects()).toBe(true);
    lockstep.judge.judgeUpTo('P2');
    expect(objects()).toBe(false);
    lockstep.retarget(large);
    expect(objects()).toBe(true);
  });

  it('makes its oracles without reading a scenario', () => {
    const system = open(small);
    const { context } = makeOracleContext(
      targetOf(small, system),
      capacityFor(system),
      () => undefined,
    );
    const changing = new Set<PropertyKey>(['scenario', 'system', 'layout', 'views']);
    const early = new Proxy(context, {
      get(target, key) {
        if (changing.has(key)) throw new Error(`the ${String(key)} will be another one`);
        return target[key as keyof OracleContext];
      },
    });
    const makers: readonly OracleMaker[] = [
      ...propertyIds.flatMap((id) => properties[id].oracle ?? []),
      ...observeSometimes(new Uint8Array(sometimesIds.length)),
      watchArrival().observer,
      pageTransitions().observer,
      recordModel(() => undefined),
      recordStates().observer,
      recordStream({ stream: [] }),
    ];
    for (const make of makers) expect(() => make(early)).not.toThrow();
  });

  it('keeps no reference to the previous scenario', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const reached = new Uint8Array(sometimesIds.length);
    const observers = [
      ...observeSometimes(reached),
      watchArrival().observer,
      pageTransitions().observer,
    ];
    const lockstep = makeLockstep(large, open, observers);
    const gone: WeakRef<object>[] = [];
    const next = (number: number): void => {
      lockstep.retarget(scenarioNumber(number, MIXED, 'gone'));
      const { scenario, system } = lockstep;
      const { driver, layout, views, trace, footprint } = system;
      for (const one of [scenario, system, driver, layout, views, trace, footprint])
        gone.push(new WeakRef(one));
      execute(lockstep, random(), makeDraw(`${number}`));
    };
    for (let number = 0; number < 30; number++) next(number);
    lockstep.retarget(small);
    execute(lockstep, random(), makeDraw('small'));
    // A weak reference keeps its target alive until the next turn after it is made or read.
    await new Promise((resolve) => setImmediate(resolve));
    collect();
    expect(gone.filter((one) => one.deref() !== undefined)).toHaveLength(0);
  });
});

function pagesOf({ blocks }: Scenario): number {
  return blocks.reduce((sum, { usedPages }) => sum + usedPages, 0);
}
