/** Ticks that are aimed at a moment: when they are armed, what is aimed, and how files hold them. */
import { describe, expect, it } from 'vitest';
import { openEngine } from '../../../impl/rig/open-engine.ts';
import type { Scenario, TickSpec } from '../../../impl/scenario.ts';
import { TRACEPOINT_STRIDE, tracepoint } from '../../../impl/tracepoints.ts';
import { scenarioSchema } from '../../../traces/scenario-schema.ts';
import { MIXED, scenarioNumber } from '../../searching/scenarios/families.ts';
import { smallerScenarios } from '../../searching/shrink/smaller-scenarios.ts';

const scenarios = Array.from({ length: 200 }, (_, number) =>
  scenarioNumber(number, 'last-moments', 'moments'),
);

/**
 * Runs the lowest ready thread until the link drops, or to the end; postcopy starts as soon as it can.
 *
 * @returns the events of each step
 */
function eventsUntilCut(scenario: Scenario): readonly (readonly number[])[] {
  const { driver, trace } = openEngine(scenario);
  const network = driver.threads.indexOf('network');
  const starter = driver.threads.indexOf('postcopy starter');
  const steps: (readonly number[])[] = [];
  driver.reset();
  for (let ready = driver.choices(); !ready.isEmpty(); ready = driver.choices()) {
    const isCut = ready.has(network);
    const other = ready.has(starter) ? starter : ready.next(0);
    driver.take(isCut ? network : other);
    const { events, length } = trace;
    steps.push(Array.from(events.slice(0, length)).filter((_, at) => at % TRACEPOINT_STRIDE === 0));
    if (isCut) break;
  }
  return steps;
}

function aimed(tick: Omit<TickSpec, 'kind'>): Scenario {
  const base = scenarios.find(({ preempt }) => preempt === 'off') as Scenario;
  const startPostcopy: TickSpec = { kind: 'start-postcopy', after: 2 };
  return { ...base, ticks: [startPostcopy, { kind: 'cut', ...tick }], migrations: 1 };
}

describe('a tick that is aimed at a moment', () => {
  it.each(['savevm_send_packaged', 'loadvm_handle_cmd_packaged', 'savevm_postcopy_end'] as const)(
    'is armed in the step of %s',
    (since) => {
      const steps = eventsUntilCut(aimed({ since, after: 0 }));
      expect(steps.at(-1)).toEqual([tracepoint.channel_cut]);
      expect(steps.at(-2)).toContain(tracepoint[since]);
      expect(steps.slice(0, -2).flat()).not.toContain(tracepoint[since]);
    },
  );

  it('is armed when so many events have come after it, on either host', () => {
    const since = 'savevm_send_packaged';
    const all = eventsUntilCut(aimed({ since, after: 0xffff })).flat();
    const from = all.indexOf(tracepoint[since]);
    const before = eventsUntilCut(aimed({ since, after: 3 })).slice(0, -1);
    expect(before.flat().length).toBeGreaterThan(from + 3);
    expect(before.slice(0, -1).flat().length).toBeLessThanOrEqual(from + 3);
  });

  it('never comes if the moment does not', () => {
    const events = eventsUntilCut(aimed({ since: 'postcopy_preempt_connect', after: 0 })).flat();
    expect(events).toContain(tracepoint.loadvm_postcopy_handle_run);
    expect(events).not.toContain(tracepoint.channel_cut);
  });
});

describe('the drawing of moments', () => {
  const ticks = scenarios.flatMap((scenario) => scenario.ticks);

  it('aims everything that breaks something off, and nothing else', () => {
    for (const { kind, since } of ticks)
      expect(since !== undefined).toBe(['cancel', 'cut', 'cut-preempt'].includes(kind));
  });

  it('aims at moments of both hosts', () => {
    const drawn = new Set(ticks.map(({ since }) => since));
    expect(drawn).toContain('savevm_send_packaged');
    expect(drawn).toContain('postcopy_place_page');
    expect(drawn).toContain('postcopy_preempt_thread_exit');
  });

  it('is a part of the mixture, for other families too', () => {
    const mixed = Array.from({ length: 300 }, (_, number) => scenarioNumber(number, MIXED, 'x'));
    const names = mixed.flatMap(({ name, ticks: own }) =>
      own.some(({ since }) => since !== undefined) ? [name] : [],
    );
    expect(names).toEqual(expect.arrayContaining(['last-moments', 'cancel', 'retry']));
  });
});

describe('a stored moment', () => {
  const stored = aimed({ since: 'savevm_send_packaged', after: 1 });
  const complaintOf = (ticks: readonly unknown[]): string =>
    scenarioSchema.safeParse({ ...stored, ticks }).error?.issues[0]?.message ?? 'none';

  it('is read back', () => {
    expect(scenarioSchema.parse(stored).ticks).toEqual(stored.ticks);
  });

  it('is refused if no mechanism has it', () => {
    expect(complaintOf([{ kind: 'cut', after: 0, since: 'tea_time' }])).toContain('Invalid option');
  });

  it('is left out by the shrinker if it makes no difference', () => {
    const plainer = [...smallerScenarios(stored)].flatMap(({ ticks: [, cut] }) => cut ?? []);
    expect(plainer).toContainEqual({ kind: 'cut', after: 1 });
  });
});
