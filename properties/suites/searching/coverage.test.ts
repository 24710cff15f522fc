/** Coverage with a denominator: visited states are reachable, are counted once, and can be requested. */
import { beforeAll, describe, expect, it } from 'vitest';
import { action, actionKind } from '../../../model/action.ts';
import type { Configuration } from '../../../model/configuration.ts';
import { configurations } from '../../../model/mechanisms.ts';
import { explore } from '../../../model/exploring/explorer.ts';
import { links } from '../../../model/link.ts';
import { initialState, makeModel } from '../../../model/machine.ts';
import { runBatch } from '../../running/campaign/batch.ts';
import { runCampaign } from '../../running/campaign/campaign.ts';
import { measureCoverage } from '../../running/campaign/check-coverage.ts';
import { hasScenarios, scenarioWithin } from '../../searching/scenarios/draw-for-configuration.ts';
import { pageTransitions } from '../../searching/coverage/page-transitions.ts';
import type { Reachable } from '../../searching/coverage/reachable.ts';
import { reachable } from '../../searching/coverage/reachable.ts';
import { makeVisits } from '../../searching/coverage/visits.ts';
import { describeAction } from '../../judging/lockstep/action-words.ts';
import { loadEngine } from '../../engines/loader/load-engine.ts';
import type { OracleContext, ModelFollower } from '../../judging/lockstep/oracle-context.ts';
import { familyWithin } from '../../searching/scenarios/families.ts';
import { migcheck, migcheckHere } from '../support/support.ts';

const NAME = 'one-record';

function named(name: string): Configuration {
  const configuration = configurations.find((one) => one.name === name);
  if (configuration === undefined) throw new Error(`no configuration ${name}`);
  return configuration;
}

/** The followers that the observer adds to the judge. */
function followersOf(observer: (context: OracleContext) => unknown): readonly ModelFollower[] {
  const followers: ModelFollower[] = [];
  observer({ followers, layout: { pages: 2 } } as unknown as OracleContext);
  return followers;
}

describe('the number of reachable states and transitions', () => {
  it.each([NAME, 'take-over'])('of %s is what the explorer counts', (name) => {
    const { states, transitions } = reachable(named(name));
    const explored = explore(makeModel(named(name)), { statesMax: 1_000_000 });
    expect({ states, transitions }).toEqual({
      states: explored.states,
      transitions: explored.transitions,
    });
  });
});

describe('coverage', () => {
  const configuration = named(NAME);
  let graph: Reachable;

  beforeAll(() => {
    graph = reachable(configuration);
  });

  // Numbering the states of larger configurations would take longer than all other tests.
  it.each(configurations.filter(hasScenarios).map(({ name }) => name))(
    'draws scenarios of the size of %s',
    (name) => {
      const { blocks, records, splitReads } = named(name);
      for (let number = 0; number < 50; number++) {
        const scenario = scenarioWithin(named(name), number, 'size');
        expect(scenario.blocks.map(({ usedPages }) => usedPages)).toEqual(
          blocks.map(({ pages }) => pages),
        );
        expect(scenario).toMatchObject({ splitReads, channelBytes: 9 * (records.main ?? 0) });
      }
    },
  );

  it('is the same with any number of workers', async () => {
    const results = [];
    for (const jobs of [1, 3])
      results.push(
        await runCampaign({
          seed: 'coverage',
          scenario: familyWithin(configuration),
          strategy: 'mix',
          coverage: configuration,
          edits: [],
          runs: 400,
          jobs,
        }),
      );
    const [one, three] = results.map(({ visited }) => [...visited].toSorted((a, b) => a - b));
    expect(one?.length).toBeGreaterThan(500);
    expect(three).toEqual(one);
    const goal = { configuration, percentMin: 100 };
    const { states, transitions, isEnough } = measureCoverage(goal, new Set(one));
    expect(states.visited + transitions.visited).toBe(one?.length);
    expect(transitions.visited).toBeGreaterThan(states.visited);
    expect(isEnough).toBe(false);
  });

  it('counts a visit only the first time', async () => {
    const visits = makeVisits(graph);
    const order = { seed: 'once', scenario: familyWithin(configuration), strategy: 'random' };
    const open = await loadEngine();
    const first = runBatch(open, order, 0, { visits }).visited;
    expect(first?.length).toBeGreaterThan(20);
    expect(runBatch(open, order, 0, { visits }).visited).toEqual(new Int32Array(0));
  });

  it('throws if the configuration cannot reach a visit', () => {
    const [follow] = followersOf(makeVisits(graph).observer);
    const state = initialState(makeModel(configuration));
    expect(() => follow?.(state, action(actionKind.begin), false)).not.toThrow();
    expect(() => follow?.(state, action(actionKind.send, 0), false)).toThrow(
      `${configuration.name} does not reach "${describeAction(action(actionKind.send, 0))}"`,
    );
    // After the model has refused a step, a forced state is not a bug of the harness.
    expect(() => follow?.(state, action(actionKind.send, 0), true)).not.toThrow();
  });

  it('counts as new to a strategy once per action and state of its page', () => {
    const { observer, takeNovelty } = pageTransitions();
    const [follow] = followersOf(observer);
    const state = initialState(makeModel(configuration));
    follow?.(state, action(actionKind.write, 0), false);
    expect(takeNovelty()).toBe(1);
    // The other page is in the same state as the first.
    follow?.(state, action(actionKind.write, 1), false);
    expect(takeNovelty()).toBe(0);
    follow?.(state, action(actionKind['write-zero'], 1), false);
    expect(takeNovelty()).toBe(1);
  });
});

describe('the novelty that a strategy learns from', () => {
  it.each(links)('distinguishes which page is held for the $name link', (link) => {
    const { observer, takeNovelty } = pageTransitions();
    const [follow] = followersOf(observer);
    const state = initialState(makeModel(named('preempt')));
    const isNew = (held: number): boolean => {
      state[link.hand] = held;
      follow?.(state, action(actionKind.write, 0), false);
      return takeNovelty() === 1;
    };
    // Nothing, the page itself, another page: each is new once.
    expect([0, 1, 2, 0, 1, 2, 3].map(isNew)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('check --coverage', () => {
  const flags = ['check', '--seed', 'cli', '--runs', '400', '--json', '--coverage', NAME];

  it('says how much has been visited', async () => {
    const { status, stdout } = await migcheck([...flags, '--coverage-min', '0.01']);
    expect(status).toBe(0);
    const { verdict, coverage } = JSON.parse(stdout);
    expect(verdict).toBe('passed');
    expect(coverage).toMatchObject({
      configuration: NAME,
      states: { reachable: 19_377 },
      transitions: { reachable: 100_644 },
      isEnough: true,
    });
    expect(coverage.states.visited).toBeGreaterThan(100);
  });

  it('is incomplete below --coverage-min', async () => {
    const { status, stdout } = await migcheck([...flags, '--coverage-min', '99']);
    expect(status).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: 'incomplete',
      coverage: { percentMin: 99, isEnough: false },
    });
  });

  it.each([
    [['--coverage', 'nonsense'], /no configuration for --coverage is called "nonsense"/],
    [['--coverage', NAME, '--scenario', 'precopy'], /leave out --scenario/],
    [['--coverage-min', '5'], /--coverage-min needs --coverage/],
    [['--coverage', NAME, '--coverage-min', '101'], /a number from 0 to 100/],
  ])('refuses %j', async (more, why) => {
    const { status, stderr } = await migcheckHere(['check', ...more]);
    expect(status).toBe(2);
    expect(stderr).toMatch(why);
  });
});
