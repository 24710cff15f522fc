/**
 * A part of O1: each migration ends once. Its end is announced when its status is a final one and after the
 * log was stopped, and before the guest runs again on the source: whoever hears of it may free what the
 * migration used, and must have done so before the guest touches it again.
 */
import type { MigrationStatus } from '../../../impl/tracepoints.ts';
import { host, migrationStatuses } from '../../../impl/tracepoints.ts';
import { NO_PAGE } from '../lockstep/ledger.ts';
import type { OracleMaker } from '../lockstep/oracle-context.ts';

/** Statuses in which a migration is over, or rests until the operator does something about it. */
const FINAL: ReadonlySet<MigrationStatus> = new Set([
  'completed',
  'cancelled',
  'failed',
  'postcopy-paused',
]);
/** Statuses of a migration that has not taken place: everything that it has set up is gone by then. */
const UNDONE: ReadonlySet<MigrationStatus> = new Set(['cancelled', 'failed']);

/** Judges the project's own engine: another may announce the end when it likes. */
export const migrationEnds: OracleMaker = (context) => {
  const { ledger, object } = context;
  const complain = (what: string): void => object('O1', NO_PAGE, what);
  let isUnderWay = false;
  let isLogging = false;
  const isOwn = (): boolean => context.system.lacks === undefined;

  return {
    reset() {
      isUnderWay = false;
      isLogging = false;
    },
    on: {
      global_dirty_changed(logging) {
        isLogging = logging === 1;
      },
      migrate_set_state(number) {
        const status = migrationStatuses[number] as MigrationStatus;
        if (status === 'setup') isUnderWay = true;
        if (isOwn() && isLogging && UNDONE.has(status))
          complain(`the migration is reported as ${status}, but writes are still logged for it`);
      },
      migrate_fd_cleanup() {
        if (!isOwn()) return;
        if (!isUnderWay) complain('the end of the migration is announced twice');
        else if (!FINAL.has(ledger.status))
          complain(`the migration ends, but is still ${ledger.status}`);
        isUnderWay = false;
      },
      runstate_set(on, running) {
        if (isOwn() && isUnderWay && on === host.source && running === 1)
          complain(
            'the guest runs again on the source before the end of the migration is announced',
          );
      },
    },
  };
};
