/** What the operator was told of the migration, and what it should have been: by whom, and why. */
import type { MigrationStatus, TracepointName } from '../../../../impl/tracepoints.ts';
import { migrationStatuses } from '../../../../impl/tracepoints.ts';
import { NO_PAGE } from '../../../judging/lockstep/ledger.ts';
import { followersOf, tellFollowers } from '../../../judging/oracles/status-order.ts';
import type { Filmed } from '../../film/frames.ts';
import type { Breach } from './breach.ts';
import type { Link } from './link.ts';

/** What a status may be set for. */
const CAUSES: Partial<Readonly<Record<TracepointName, string>>> = {
  channel_cut: 'drops the link',
  preempt_channel_cut: 'drops the preempt channel',
  channel_tampered: 'changes what is on the link',
  loadvm_failed: 'hangs up',
  savevm_send_packaged: 'sends the package',
  source_return_path_thread_shut: 'hears that the destination needs nothing more',
};

export function statusChain({ frames }: Filmed): readonly Link[] {
  return frames.flatMap(({ thread, events }, at) =>
    events.flatMap(({ name, args: [status] }): readonly Link[] => {
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
  const isInOrder = followersOf(before).includes(last.status);
  const should = (isInOrder ? REASONS[last.status] : undefined) ?? tellFollowers(before);
  return [{ at: last.at, page: NO_PAGE, did, should }];
}

/** What each status is to be set for. */
const REASONS: Partial<Readonly<Record<MigrationStatus, string>>> = {
  setup: 'a migration is started by the operator, after the one before it has been torn down',
  cancelling: 'a cancel is told if the operator gives the migration up, and only then',
  cancelled: 'who migrates tells that it is cancelled, once all is torn down',
  failed: 'who migrates tells a failure, if a connection is lost before the switch-over',
  completed: 'who migrates tells the end, if everything has arrived',
  'postcopy-paused': 'who migrates tells a break, if a connection is lost after the switch-over',
};
