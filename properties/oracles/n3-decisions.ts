/**
 * N3 decisions: the migration thread does what its own count of pending pages asks for. More than
 * the threshold: send; less by the cheap estimate: sync; less by the exact count: stop the guest.
 * Background syncs are left out only when there is nothing to sync, and every sync is of the kind
 * that merges what is parked if something may be.
 */
import { hosts, migrationStatuses, syncKinds } from '../../impl/tracepoints.ts';
import { NO_PAGE } from '../lockstep/ledger.ts';
import type { OracleMaker } from '../lockstep/oracle.ts';

type NextMove = 'sync' | 'send' | 'stop' | undefined;

export const decisions: OracleMaker = ({ ledger, scenario, system, views, object }) => {
  const migrationThread = system.driver.threads.indexOf('migration');
  let nextMove: NextMove;
  let hasParked = false;

  const move = (made: NextMove, what: string): void => {
    if (nextMove !== made)
      object(
        'N3',
        NO_PAGE,
        `the migration thread ${what}, but its count of pending pages asks for another move`,
      );
    nextMove = undefined;
  };
  const expectedKind = (thread: number): string => {
    if (thread !== migrationThread && scenario.backgroundSync === 'park') return 'background';
    return hasParked ? 'modern-iteration' : 'legacy-iteration';
  };

  return {
    reset() {
      nextMove = undefined;
      hasParked = false;
    },
    on: {
      migrate_set_state() {
        if (ledger.status !== 'setup') return;
        nextMove = undefined;
        hasParked = false;
      },
      migration_iteration(pendingPages, isExact) {
        if (isExact === 0 && pendingPages !== views.dirtyPageCount())
          object(
            'N3',
            NO_PAGE,
            `${pendingPages} pages are taken to be pending, but ${views.dirtyPageCount()} are`,
          );
        const isLittle = pendingPages <= scenario.switchoverThreshold;
        if (!isLittle) nextMove = 'send';
        else nextMove = isExact === 1 ? 'stop' : 'sync';
      },
      migration_bitmap_sync_start(kind, thread) {
        const expected = expectedKind(thread);
        if (syncKinds[kind] !== expected)
          object('N3', NO_PAGE, `a ${syncKinds[kind]} sync runs where a ${expected} sync belongs`);
        if (syncKinds[kind] === 'background') hasParked = true;
        if (thread === migrationThread && ledger.status === 'active') move('sync', 'syncs');
      },
      ram_save_slice_start(isLastStage) {
        if (isLastStage === 0) move('send', 'starts a slice');
      },
      runstate_set(host, running) {
        if (hosts[host] === 'source' && running === 0) move('stop', 'stops the guest');
      },
      background_sync_skipped(status) {
        if (migrationStatuses[status] === 'active')
          object('N3', NO_PAGE, 'a background sync is left out in the middle of a migration');
      },
    },
  };
};
