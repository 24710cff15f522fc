/** O1: a status that does not match the migration is noticed by that property. */
import { describe, expect, it } from 'vitest';
import type { Edit } from '../../../traces/bug-file.ts';
import { runBatch } from '../../running/campaign/batch.ts';
import { findAgainAt } from '../../running/campaign/investigate.ts';
import { loadEngine } from '../../engines/loader/load-engine.ts';
import { MIXED } from '../../searching/scenarios/families.ts';
import type { Finding } from '../../searching/shrink/finding.ts';

const BATCHES_MAX = 300;

/** The first violation as found, without looking for a graver one. */
async function firstOf(edit: Edit, scenario: string): Promise<Finding | undefined> {
  const open = await loadEngine([edit]);
  const order = { seed: 'statuses', scenario, strategy: 'random' };
  for (let batch = 0; batch < BATCHES_MAX; batch++) {
    const { violated } = runBatch(open, order, batch);
    if (violated !== undefined) return findAgainAt(open, order, { batch, ...violated });
  }
  return undefined;
}

const SOURCE = 'impl/engine/source/';
const MIGRATION_THREAD = `${SOURCE}migration-thread.ts`;
const SAVE_COMPLETE = `${SOURCE}save-complete.ts`;
const POSTCOPY_START = `${SOURCE}postcopy-start.ts`;
const POSTCOPY_SAVE = `${SOURCE}postcopy-save.ts`;
const RETURN_PATH = `${SOURCE}return-path-thread.ts`;
const CANCEL = `${SOURCE}start-and-cancel.ts`;
const STATE = `${SOURCE}migration-state.ts`;

const FAILS = "state.change('active', 'failing');";
const TEARS_DOWN = "state.change('cancelling', 'cancelled');";
const FAILED = "state.change('failing', 'failed');";
const COMPLETES = 'if (isSatisfied.get() === 1)';
const PAUSES = "state.change('postcopy-active', 'postcopy-paused');";
const ENDS = 'source.trace.emit(tracepoint.migrate_fd_cleanup, state.get());';

interface Defect {
  readonly told: string;
  readonly edit: Edit;
  readonly scenario?: string;
  readonly what: RegExp;
}

const replaced = (file: string, find: string, replace: string): Edit => ({ file, find, replace });

const defects: readonly Defect[] = [
  {
    told: 'a failure while the operator cancels',
    edit: replaced(MIGRATION_THREAD, FAILS, `${FAILS} state.change('cancelling', 'failing');`),
    what: /was cancelling, and is reported as failing: cancelling is followed by cancelled only$/,
  },
  {
    told: 'a failure while the operator cancels, at the teardown',
    edit: replaced(MIGRATION_THREAD, TEARS_DOWN, "state.change('cancelling', 'failed');"),
    what: /was cancelling, and is reported as failed/,
  },
  {
    told: 'a loss as a cancel',
    edit: replaced(MIGRATION_THREAD, FAILS, "state.change('active', 'cancelling');"),
    what: /was active, and is reported as cancelling (?:although no cancel|by migration)/,
  },
  {
    told: 'a loss as a cancel, with a cancel announced',
    edit: replaced(
      MIGRATION_THREAD,
      FAILS,
      "if (state.change('active', 'cancelling')) source.trace.emit(tracepoint.migration_cancel);",
    ),
    what: /was active, and is reported as cancelling (?:although no cancel|by migration)/,
  },
  {
    told: 'a loss at the switch-over as a cancel',
    edit: replaced(
      POSTCOPY_START,
      "state.change('device', 'failing');",
      "state.change('device', 'cancelling');",
    ),
    scenario: 'preempt',
    what: /was device, and is reported as cancelling (?:although no cancel|by migration)/,
  },
  {
    told: 'a loss at the end as cancelled',
    edit: replaced(
      SAVE_COMPLETE,
      "state.change('device', 'failing');",
      "state.change('device', 'cancelled');",
    ),
    what: /was device, and is reported as cancelled: device is followed by/,
  },
  {
    told: 'a loss as completion',
    edit: replaced(
      SAVE_COMPLETE,
      "state.change('device', 'failing');",
      "state.change('device', 'completed');",
    ),
    what: /is reported as completed: the link is lost$/,
  },
  {
    told: 'a failure without a loss',
    edit: replaced(MIGRATION_THREAD, 'if (channel.isClosed)', 'if (!channel.isClosed)'),
    what: /is reported as failing: no connection is lost$/,
  },
  {
    told: 'a cancel as a failure',
    edit: replaced(
      CANCEL,
      "state.change('active', 'cancelling')",
      "state.change('active', 'failing')",
    ),
    what: /is reported as failing by canceller: only migration may report that$/,
  },
  {
    told: 'cancelled before the teardown',
    edit: replaced(
      CANCEL,
      'channel.close();\n    preempt?.',
      "state.change('cancelling', 'cancelled');\n    channel.close();\n    preempt?.",
    ),
    scenario: 'retry',
    what: /is reported as cancelled by canceller: only migration may report that$/,
  },
  {
    told: 'cancelling after the end',
    edit: replaced(
      CANCEL,
      "state.change('device', 'cancelling')",
      "state.change('device', 'cancelling') || state.change('completed', 'cancelling')",
    ),
    what: /was completed, and is reported as cancelling: completed is a final status$/,
  },
  {
    told: 'completed after a cancel',
    edit: replaced(MIGRATION_THREAD, TEARS_DOWN, "state.change('cancelling', 'completed');"),
    what: /was cancelling, and is reported as completed/,
  },
  {
    told: 'the same end twice',
    edit: replaced(
      MIGRATION_THREAD,
      TEARS_DOWN,
      `${TEARS_DOWN} state.change('cancelled', 'cancelled');`,
    ),
    what: /was cancelled, and is reported as cancelled: cancelled is followed by setup only$/,
  },
  {
    told: 'another end after the end',
    edit: replaced(
      MIGRATION_THREAD,
      TEARS_DOWN,
      `${TEARS_DOWN} state.change('completed', 'failed');`,
    ),
    what: /was completed, and is reported as failed: completed is a final status$/,
  },
  {
    told: 'a missing setup',
    edit: replaced(STATE, "this.enter('setup');", "this.enter('active');"),
    what: /was none, and is reported as active: none is followed by setup only$/,
  },
  {
    told: 'missing passes',
    edit: replaced(
      MIGRATION_THREAD,
      "source.state.change('setup', 'active')",
      "source.state.change('setup', 'device')",
    ),
    what: /was setup, and is reported as device: setup is followed by/,
  },
  {
    told: 'missing postcopy',
    edit: replaced(
      POSTCOPY_START,
      "state.change('device', 'postcopy-device')",
      "state.change('device', 'completed')",
    ),
    scenario: 'postcopy',
    what: /is reported as completed: the package has been sent: what follows is postcopy$/,
  },
  {
    told: 'completion if postcopy is interrupted',
    edit: replaced(
      POSTCOPY_SAVE,
      COMPLETES,
      'if (isSatisfied.get() === 1 || state.is("postcopy-active"))',
    ),
    scenario: 'cancel',
    what: /is reported as completed: the destination has not said that it needs nothing more$/,
  },
  {
    told: 'a pause if postcopy is complete',
    edit: replaced(POSTCOPY_SAVE, COMPLETES, 'if (false)'),
    scenario: 'postcopy',
    what: /is reported as postcopy-paused: the destination has said that it needs nothing more$/,
  },
  {
    told: 'a failure if postcopy is interrupted',
    edit: replaced(POSTCOPY_SAVE, PAUSES, "state.change('postcopy-active', 'failing');"),
    scenario: 'cancel',
    what: /was postcopy-active, and is reported as failing: postcopy-active is followed by/,
  },
  {
    told: 'a failure before everything is torn down',
    edit: replaced(MIGRATION_THREAD, FAILS, `${FAILS} ${FAILED}`),
    what: /^the migration is reported as failed, but writes are still logged for it$/,
  },
  {
    told: 'a failure without saying first that it fails',
    edit: replaced(MIGRATION_THREAD, FAILS, "state.change('active', 'failed');"),
    what: /was active, and is reported as failed: active is followed by/,
  },
  {
    told: 'a failure that is never final',
    edit: replaced(MIGRATION_THREAD, FAILED, ''),
    what: /^the migration ends, but is still failing$/,
  },
  {
    told: 'an end twice',
    edit: replaced(MIGRATION_THREAD, ENDS, ENDS + ENDS),
    what: /^the end of the migration is announced twice$/,
  },
  {
    told: 'an end after the guest runs again',
    edit: replaced(MIGRATION_THREAD, ENDS, `if (state.is('failed')) machine.start(); ${ENDS}`),
    what: /^the guest runs again on the source before the end of the migration is announced$/,
  },
  {
    told: 'a failure although the package has been sent',
    edit: replaced(
      POSTCOPY_SAVE,
      "'postcopy-device', 'postcopy-paused'",
      "'postcopy-device', 'failing'",
    ),
    scenario: 'last-moments',
    what: /was postcopy-device, and is reported as failing: postcopy-device is followed by/,
  },
  {
    told: 'that the destination has taken over, without its answer',
    edit: replaced(POSTCOPY_SAVE, 'if (isPackageLoaded.get() === 1)', ''),
    scenario: 'postcopy',
    what: /is reported as postcopy-active: the source does not know yet that the package is loaded$/,
  },
  {
    told: 'that the destination has taken over, after the answer to another ping',
    edit: replaced(RETURN_PATH, 'if (value !== PING_PACKAGE_LOADED)\n        return;', ''),
    scenario: 'postcopy',
    what: /is reported as postcopy-active: the package is not loaded$/,
  },
  {
    told: 'that the destination has taken over, by the thread that hears so',
    edit: replaced(
      RETURN_PATH,
      'packageAnswered.set(true);\n    trace',
      "source.state.change('postcopy-device', 'postcopy-active');\n    trace",
    ),
    scenario: 'postcopy',
    what: /is reported as postcopy-active by return path: only migration may report that$/,
  },
  {
    told: 'a status that is not announced',
    edit: replaced(STATE, 'this.trace.emit(', "if (to !== 'cancelling') this.trace.emit("),
    what: /^the migration is cancelling, but the last announced status was/,
  },
];

describe('O1 on what the operator is told', () => {
  it.each(defects)('objects to $told', async ({ edit, scenario = MIXED, what }) => {
    const found = await firstOf(edit, scenario);
    expect(found?.objections[0]?.what).toMatch(what);
    expect(found?.property).toBe('O1');
  });
});
