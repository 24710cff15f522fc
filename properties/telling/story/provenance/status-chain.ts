/** The changes of the migration's status, and who should have made the last one, and why. */
import type { MigrationStatus, TracepointName } from '../../../../impl/tracepoints.ts';
import { migrationStatuses } from '../../../../impl/tracepoints.ts';
import { NO_PAGE } from '../../../judging/lockstep/ledger.ts';
import { followersOf, tellFollowers } from '../../../judging/oracles/status-order.ts';
import type { Filmed } from '../../film/frames.ts';
import type { Breach } from './breach.ts';
import type { CausalLink } from './link.ts';

/** Events that may cause a change of the status. */
const CAUSES: Partial<Readonly<Record<TracepointName, string>>> = {
  channel_cut: 'drops the link',
  preempt_channel_cut: 'drops the preempt channel',
  channel_tampered: 'changes what is on the link',
  loadvm_failed: 'hangs up',
  migrate_connection_refused: 'is refused a connection',
  vmstate_save_failed: 'cannot save the state of a device',
  process_gone: 'ends the process',
  savevm_send_packaged: 'sends the package',
  source_return_path_thread_postcopy_package_loaded: 'hears that the package is loaded',
  source_return_path_thread_shut: 'hears that the destination needs nothing more',
};

export function statusChain({ frames }: Filmed): readonly CausalLink[] {
  return frames.flatMap(({ thread, events }, at) =>
    events.flatMap(({ name, args: [status] }): readonly CausalLink[] => {
      const text =
        name === 'migrate_set_state'
          ? `sets the status to ${migrationStatuses[status]}`
          : CAUSES[name];
      return text === undefined ? [] : [{ step: at + 1, actor: thread, kind: name, text }];
    }),
  );
}

/** The last change of the status is the wrong one, if it was made at the last step of the film. */
export function statusBreach({ frames }: Filmed): readonly Breach[] {
  const told = frames.flatMap(({ events }, at) =>
    events.flatMap(({ name, args: [status] }) =>
      name === 'migrate_set_state' ? [{ at, status: migrationStatuses[status] ?? 'none' }] : [],
    ),
  );
  const last = told.at(-1);
  if (last === undefined || last.at !== frames.length - 1) return [];
  const before: MigrationStatus = told.at(-2)?.status ?? 'none';
  const did = `sets the status from ${before} to ${last.status}`;
  const isTakenBack = frames.some(({ events }) =>
    events.some(({ name }) => name === 'destination_given_up'),
  );
  const isAgain = before === 'completed' && last.status === 'setup' && isTakenBack;
  const isInOrder = isAgain || followersOf(before).includes(last.status);
  const reason = before === 'postcopy-device' ? REASONS_AFTER_PACKAGE : REASONS;
  const should = (isInOrder ? reason[last.status] : undefined) ?? tellFollowers(before);
  return [{ at: last.at, page: NO_PAGE, did, should }];
}

/** When each status should be set. */
const REASONS: Partial<Readonly<Record<MigrationStatus, string>>> = {
  setup: 'the operator starts a migration, after the previous one has been torn down',
  cancelling: 'the status is cancelling only if the operator cancels the migration',
  cancelled: 'the migration itself sets cancelled, once everything is torn down',
  failing: 'the migration itself sets failing, if a connection is lost before the switch-over',
  failed: 'the migration itself sets failed, once everything is torn down',
  completed: 'the migration itself sets completed, if everything has arrived',
  'postcopy-paused':
    'the migration itself sets postcopy-paused, if a connection is lost after the switch-over',
};

/** The same for a migration whose package has been sent, and may not be loaded yet. */
const REASONS_AFTER_PACKAGE: typeof REASONS = {
  ...REASONS,
  'postcopy-active': 'postcopy-active is set once the destination has answered the package',
};
