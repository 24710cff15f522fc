/** A check that has not seen a migration is not green, whatever the engine announces. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunDetails } from 'migcheck/vitest';
import { assertMigrates } from 'migcheck/vitest';
import { describe, expect, it } from 'vitest';
import type { StoredCampaign } from '../../../traces/campaign-file.ts';
import { parseCampaign, printCampaign } from '../../../traces/campaign-file.ts';
import type { BatchResult } from '../../running/campaign/batch.ts';
import { runBatch } from '../../running/campaign/batch.ts';
import { makeFold } from '../../running/campaign/fold.ts';
import { whyUnseen } from '../../running/campaign/why-unseen.ts';
import { loadEngine } from '../../engines/loader/load-engine.ts';
import type { PropertyId } from '../../judging/lockstep/property-id.ts';
import { propertyIds } from '../../judging/lockstep/property-id.ts';
import { projectRoot } from '../../project-root.ts';
import { familyNames } from '../../searching/scenarios/families.ts';
import { migcheck, temporaryFolder, unwrapped } from '../support/support.ts';

const UNSEEN = 'no migration could be observed: ';
const NOTHING_ARRIVED = `${UNSEEN}no execution completed a migration`;

function inputOf(name: string): string {
  return join(projectRoot, 'properties', 'suites', 'inputs', name);
}

/**
 * An engine of one thread that announces these statuses and events one after the other, and moves no memory.
 *
 * @param memory - expression for a word of the memory of `host`
 */
function pretender(events: readonly string[], memory = '0'): string {
  const file = join(temporaryFolder(), 'engine.mjs');
  const from = (name: string): string => `'${join(projectRoot, '.build', 'impl', name)}'`;
  writeFileSync(
    file,
    `import { layoutOf } from ${from('layout.js')};
    import { migrationStatuses, tracepoint } from ${from('tracepoints.js')};
    const script = ${JSON.stringify(events)};
    export const openSystem = (scenario) => {
      let taken = 0;
      const events = new Int32Array(64);
      const trace = { events, length: 0 };
      const isOver = () => script.slice(0, taken).includes('loadvm_complete');
      return {
        layout: layoutOf(scenario),
        trace,
        announces: ['migrate_set_state', 'loadvm_complete'],
        driver: {
          threads: ['pretender'],
          reset() { taken = 0; trace.length = 0; },
          choices: () => (taken < script.length ? 1 : 0),
          take() {
            const what = script[taken++];
            const status = migrationStatuses.indexOf(what);
            events[0] = status < 0 ? tracepoint[what] : tracepoint.migrate_set_state;
            events[1] = Math.max(0, status);
            trace.length = 4;
          },
          comingStep: () => ({ label: 'pretend' }),
          isDone: () => true,
          drain() {},
        },
        views: {
          memoryWord: (host, page) => ${memory},
          isRunning: (host) => (host === 1) === isOver(),
        },
      };
    };`,
  );
  return file;
}

/** The details of a run in a user's suite. */
async function detailsOf(system: string): Promise<RunDetails> {
  const told: RunDetails[] = [];
  const reporter = (details: RunDetails): void => void told.push(details);
  await assertMigrates({ system, seed: 's', numRuns: 50, out: temporaryFolder(), reporter });
  const [details] = told;
  if (details === undefined) throw new Error('the reporter was not called');
  return details;
}

describe('an engine that visibly migrates nothing', () => {
  it.each(['onestep.mjs', 'mute.mjs'])(
    'makes a check incomplete, in few lines: %s',
    async (name) => {
      const flags = ['check', '--system', inputOf(name), '--seed', 's', '--runs', '100'];
      const { status, stdout, stderr } = await migcheck(flags);
      expect({ status, stderr }).toEqual({ status: 3, stderr: '' });
      expect(stdout).toMatch(/^incomplete: 100 executions /m);
      const lines = unwrapped(stdout).trimEnd().split('\n');
      expect(lines.filter((line) => line.startsWith(UNSEEN))).toHaveLength(1);
      // Two lines: which properties were not judged, and what the engine would have to show.
      expect(lines.filter((line) => /not observable: |does not show: /.test(line))).toHaveLength(2);
      expect(lines.length).toBeLessThan(10);
      const { unobservable, failed, report } = await detailsOf(inputOf(name));
      expect({ failed, seen: propertyIds.length - unobservable.length }).toEqual({
        failed: true,
        seen: 3,
      });
      expect(report).toContain(`In 50 runs, ${UNSEEN}END cannot be judged without tracepoint `);
    },
  );

  it.each([
    ['announces completion and sends nothing', '0'],
    ['has the same memory on both hosts from the beginning', '1 + page'],
  ])('fails in a suite if it %s', async (_, memory) => {
    const events = ['setup', 'active', 'device', 'loadvm_complete', 'completed'];
    const { failed, violation, report } = await detailsOf(pretender(events, memory));
    expect(violation).toBeUndefined();
    expect({ failed, report }).toEqual({
      failed: true,
      report: expect.stringContaining(NOTHING_ARRIVED),
    });
  });

  it.each([
    ['fails once it is active', ['setup', 'active', 'failed']],
    ['fails', ['setup', 'failed']],
  ])('fails in a suite if it only ever %s', async (_, events) => {
    const { failed, violation, report } = await detailsOf(pretender(events));
    expect(violation).toBeUndefined();
    expect({ failed, report }).toEqual({
      failed: true,
      report: expect.stringContaining(NOTHING_ARRIVED),
    });
  });

  it('violates O1 if it only ever cancels without being told to', async () => {
    const { violation } = await detailsOf(
      pretender(['setup', 'active', 'cancelling', 'cancelled']),
    );
    expect(violation).toMatchObject({ property: 'O1 statuses' });
  });

  it('is reported in the document, in which a property with nothing to judge does not hold', async () => {
    const system = pretender(['setup', 'failed']);
    const flags = ['check', '--system', system, '--runs', '20', '--json'];
    const { status, stdout } = await migcheck(flags);
    expect(status).toBe(3);
    const { verdict, why, properties } = JSON.parse(stdout);
    expect({ verdict, why }).toEqual({
      verdict: 'incomplete',
      why: expect.stringContaining(NOTHING_ARRIVED),
    });
    const statusOf = (id: string): string =>
      properties.find((one: { id: string }) => one.id === id).status;
    expect(['END', 'CRASH', 'P1'].map(statusOf)).toEqual(['unjudged', 'holds', 'unobservable']);
  });
});

describe('a check', () => {
  const judgedIn = async (scenario: string, executionsMax: number): Promise<BatchResult> =>
    runBatch(await loadEngine(), { seed: 't', scenario, strategy: 'mix' }, 0, { executionsMax });

  it('of one execution is green only if its migration completed', async () => {
    const { judged } = await judgedIn('cancel', 1);
    expect(judged).not.toContain('END');
    const flags = ['check', '--seed', 't', '--runs', '1'];
    const cancelled = await migcheck([...flags, '--scenario', 'cancel']);
    expect(cancelled.status).toBe(3);
    expect(cancelled.stdout).toContain(NOTHING_ARRIVED);
    expect((await judgedIn('precopy', 1)).judged).toContain('END');
    const completed = await migcheck([...flags, '--scenario', 'precopy']);
    expect(completed.status).toBe(0);
  });

  it('counts the properties that had something to judge: in precopy, none about postcopy', async () => {
    const flags = ['check', '--seed', 's', '--runs', '200', '--scenario', 'precopy'];
    const [text, json] = await Promise.all([migcheck(flags), migcheck([...flags, '--json'])]);
    const { properties } = JSON.parse(json.stdout);
    const ids = (status: string): readonly string[] =>
      properties.flatMap((one: Record<string, string>) =>
        one['status'] === status ? one['id'] : [],
      );
    const absent = ['Q1', 'Q2', 'Q3', 'Q4', 'Q5', 'Q6', 'Q7', 'Q8', 'N6', 'N7', 'H1'];
    expect(ids('unjudged')).toEqual(propertyIds.filter((id) => absent.includes(id)));
    const held = ids('holds').length;
    expect(text.stdout).toContain(
      `\nproperties: ${held} of ${propertyIds.length} hold; ${absent.length} had nothing`,
    );
  });

  it('remembers across an interruption which properties were judged', () => {
    const result = (number: number, judged: readonly PropertyId[]): BatchResult => ({
      number,
      judged,
      executions: 10,
      steps: 100,
      digest: '0',
      reached: [],
    });
    const first = makeFold();
    first.add(result(0, ['P1', 'END']));
    const second = makeFold(first.state());
    second.add(result(1, ['P2']));
    expect(second.total().judged).toEqual(new Set(['P1', 'END', 'P2']));
    expect(whyUnseen(second.total().judged, [])).toBeUndefined();
  });

  it('reads a file that does not list the judged properties', () => {
    const done = { executions: 0, scenarios: 0, steps: 0, digest: '0'.repeat(16) };
    const nothing = { reached: [], visited: [], lessons: { total: [], last: [], lastButOne: [] } };
    const campaign: StoredCampaign = {
      format: 'migcheck-campaign',
      version: 1,
      engine: 0,
      seed: 's',
      scenario: 'mixed',
      strategy: 'mix',
      runs: 10,
      isWhole: true,
      done: { ...done, ...nothing },
    };
    expect(parseCampaign(printCampaign(campaign), 'x').done.judged).toBeUndefined();
    const told = { ...campaign, done: { ...campaign.done, judged: ['END'] } };
    expect(parseCampaign(printCampaign(told), 'x').done.judged).toEqual(['END']);
  });

  it.each(familyNames)('of %s sees the engine migrate', async (scenario) => {
    const open = await loadEngine();
    const order = { seed: 's', scenario, strategy: 'mix' };
    // Most migrations of `ends` do not complete.
    const batches = scenario === 'ends' ? [0, 1, 2, 3, 4, 5, 6, 7] : [0, 1, 2];
    const judged = batches.flatMap((number) => runBatch(open, order, number).judged);
    expect(whyUnseen(new Set(judged), [])).toBeUndefined();
  });
});
