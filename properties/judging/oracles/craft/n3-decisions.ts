/**
 * N3 decisions: the migration thread does what its own count of pending pages asks for. Above the threshold
 * it sends; if the cheap estimate is at or below the threshold, it syncs; if the exact count is, it stops
 * the guest.
 */
import { host } from '../../../../impl/tracepoints.ts';
import type { OracleMaker } from '../../lockstep/oracle-context.ts';
import { NO_PAGE } from '../../lockstep/ledger.ts';
import type { Property } from '../property.ts';

type Move = 'sync' | 'send' | 'stop';

const decisions: OracleMaker = (context) => {
  const { ledger, object } = context;
  let migrationThread = -1;
  let expected: Move | undefined;
  let isPostcopyRequested = false;

  const move = (made: Move): void => {
    if (expected !== made)
      object(
        'N3',
        NO_PAGE,
        `the next move is to ${made}, but the count of pending pages asks to ${expected ?? 'count first'}`,
      );
    expected = undefined;
  };

  return {
    retarget() {
      migrationThread = context.system.driver.threads.indexOf('migration');
    },
    reset() {
      expected = undefined;
      isPostcopyRequested = false;
    },
    on: {
      migrate_set_state() {
        if (ledger.status !== 'setup') return;
        expected = undefined;
        isPostcopyRequested = false;
      },
      migrate_start_postcopy() {
        isPostcopyRequested = context.scenario.postcopy;
      },
      savevm_postcopy_end() {
        const dirtyPages = context.views.dirtyPageCount();
        if (dirtyPages > 0)
          object('N3', NO_PAGE, `the stream ends, but ${dirtyPages} pages are still dirty`);
      },
      migration_iteration(pendingPages, isExact) {
        const counted = context.views.dirtyPageCount();
        if (isExact === 0 && pendingPages !== counted)
          object(
            'N3',
            NO_PAGE,
            `the thread takes ${pendingPages} pages to be pending, but the count is ${counted}`,
          );
        const isLittle = pendingPages <= context.scenario.switchoverThreshold;
        if (isLittle) expected = isExact === 1 ? 'stop' : 'sync';
        else expected = 'send';
      },
      migration_bitmap_sync_start(_kind, thread) {
        if (thread === migrationThread && ledger.status === 'active') move('sync');
      },
      ram_save_slice_start(isLastStage) {
        if (isLastStage === 0 && ledger.status === 'active') move('send');
      },
      runstate_set(on, running) {
        if (on !== host.source || running === 1 || ledger.isSourceGone) return;
        // Once postcopy is requested, the thread need not count: it can send the rest afterwards.
        if (isPostcopyRequested && expected === undefined) return;
        move('stop');
      },
    },
  };
};

export const n3Decisions: Property<'N3'> = {
  id: 'N3',
  name: 'N3 decisions',
  kind: 'always',
  claim: 'the migration thread does what its count of pending pages asks for',
  harm: 'the guest is stopped while there is still much to send, or is never stopped',
  sources: ['migration_iteration_run in migration/migration.c'],
  hint: 'compare the count that was announced with the move that followed',
  needs: { views: ['dirtyPageCount'], tracepoints: ['migration_iteration'] },
  appliesTo: () => true,
  isSymptom: true,
  isAbout: 'source',
  tellsCounts: true,
  fromOutside: { is: 'not observable', by: 'what the source counts when it decides' },
  oracle: decisions,
};
