/**
 * N4 syncs: every sync is of the kind that merges what may be parked, takes the word path for a block that
 * whole words describe exactly, re-arms in a separate step only if the log discipline needs it, and is
 * skipped only if there is no migration to sync for.
 */
import { migrationStatuses, syncKinds } from '../../../../impl/tracepoints.ts';
import type { OracleMaker } from '../../lockstep/oracle-context.ts';
import { NO_PAGE } from '../../lockstep/ledger.ts';
import type { Property } from '../property.ts';

const syncs: OracleMaker = (context) => {
  const { ledger, object } = context;
  let migrationThread = -1;
  let hasParked = false;

  const expectedKind = (thread: number): string => {
    if (thread !== migrationThread && context.scenario.backgroundSync === 'park')
      return 'background';
    return hasParked ? 'modern-iteration' : 'legacy-iteration';
  };
  const isWholeWords = (pages: number): boolean => pages % context.scenario.wordBits === 0;

  return {
    retarget() {
      migrationThread = context.system.driver.threads.indexOf('migration');
    },
    reset() {
      hasParked = false;
    },
    on: {
      migrate_set_state() {
        if (ledger.status === 'setup') hasParked = false;
      },
      migration_bitmap_sync_start(kind, thread) {
        const expected = expectedKind(thread);
        if (syncKinds[kind] !== expected)
          object('N4', NO_PAGE, `a ${syncKinds[kind]} sync runs where a ${expected} sync belongs`);
        if (expected === 'background') hasParked = true;
      },
      ramblock_sync_dirty_bitmap(number) {
        const block = context.layout.blocks[number];
        const spec = context.scenario.blocks[number];
        if (block === undefined || spec === undefined) return;
        if (block.takesWordPath !== (isWholeWords(spec.offset) && isWholeWords(spec.usedPages)))
          object('N4', block.firstPage, 'its block is synced by the wrong path');
      },
      tlb_reset_dirty() {
        if (context.scenario.log !== 'tlb')
          object('N4', NO_PAGE, 'pages are re-armed in a step that this log does not need');
      },
      background_sync_skipped(status) {
        if (migrationStatuses[status] === 'active')
          object('N4', NO_PAGE, 'a background sync is left out in the middle of a migration');
      },
    },
  };
};

export const n4Syncs: Property<'N4'> = {
  id: 'N4',
  name: 'N4 syncs',
  kind: 'always',
  claim:
    'every sync is of the right kind, takes the right path, and is left out only if it is not needed',
  harm: 'nothing as long as another sync follows; a page that the last sync leaves out is lost',
  sources: ['migration_bitmap_sync in migration/ram.c', 'QEMU 663e6c1df8'],
  hint: 'look at how the kind, the path or the omission of the sync is decided',
  needs: { tracepoints: ['migration_bitmap_sync_start', 'ramblock_sync_dirty_bitmap'] },
  appliesTo: () => true,
  isSymptom: true,
  isAbout: 'source',
  fromOutside: {
    is: 'judged in part',
    by: 'syncs and sections of the migration thread, in the order of the log',
  },
  oracle: syncs,
};
