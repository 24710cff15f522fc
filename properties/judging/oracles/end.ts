/**
 * END: when the destination takes over, its memory equals the source's, byte for byte. In postcopy, each
 * host page equals the source's when it is placed, and at the end all memory is as the guest last wrote it.
 * Pages that the guest has given back are exempt. When the run is over, exactly one host runs the guest.
 */
import type { MigrationStatus } from '../../../impl/tracepoints.ts';
import { host } from '../../../impl/tracepoints.ts';
import type { OracleContext, OracleMaker } from '../lockstep/oracle-context.ts';
import { isStuck, NO_PAGE } from '../lockstep/ledger.ts';
import type { Property } from './property.ts';

const endOracle: OracleMaker = (context) => {
  const { ledger, holds, object } = context;
  return {
    on: {
      loadvm_complete() {
        if (ledger.isTampered) return;
        const { layout, views } = context;
        for (let page = 0; page < layout.pages; page++) {
          if (ledger.free[page] === 1) continue;
          for (let word = 0; word < layout.pageWords; word++) {
            if (
              views.memoryWord(host.source, page, word) ===
              views.memoryWord(host.destination, page, word)
            )
              continue;
            object(
              'END',
              page,
              'it differs between source and destination when the destination takes over',
            );
            break;
          }
        }
      },
      postcopy_place_page(first, pages) {
        for (let page = first; page < first + pages; page++)
          if (!holds(host.destination, page, ledger.onSource[page] as number))
            object('END', page, 'the content placed on the destination is not what the source has');
      },
      postcopy_ram_listen_thread_exit() {
        for (let page = 0; page < context.layout.pages; page++)
          if (!holds(host.destination, page, ledger.expected[page] as number))
            object('END', page, 'at the end the destination lacks what the guest last wrote');
      },
    },
    end() {
      // Without an answer from the destination, the source cannot know that its stream was refused.
      if (!ledger.isTampered) judgeWhereGuestRuns(context);
    },
  };
};

const TERMINAL: ReadonlySet<MigrationStatus> = new Set([
  'completed',
  'cancelled',
  'failed',
  'postcopy-paused',
]);

function judgeWhereGuestRuns({ ledger, views, object }: OracleContext): void {
  const { status, isSourceGone, isDestinationGone, isUnloadable } = ledger;
  const isOver = status === 'completed';
  // The package may have been lost with the link; then neither host runs the guest.
  const isPaused = isStuck(ledger) || (isSourceGone && ledger.isSwitched && !isOver);
  const cannotRun = isDestinationGone || isUnloadable;
  const runsThere = views.isRunning(host.destination);
  if (runsThere && cannotRun)
    object('END', NO_PAGE, 'the guest runs on a destination that cannot run it');
  else if (runsThere !== isOver && !isPaused && !cannotRun)
    object(
      'END',
      NO_PAGE,
      `the migration is ${status}, but the guest ${isOver ? 'does not run' : 'runs'} on the destination`,
    );
  const hasLeft = isOver || isPaused || isSourceGone;
  if (views.isRunning(host.source) === hasLeft)
    object(
      'END',
      NO_PAGE,
      `the migration is ${status}, but the guest ${hasLeft ? 'runs' : 'does not run'} on the source`,
    );
  if (!TERMINAL.has(status) && !isSourceGone)
    object('END', NO_PAGE, `the run is over, but the migration is still ${status}`);
}

export const end: Property<'END'> = {
  id: 'END',
  name: 'END',
  kind: 'always',
  claim: 'the memory that arrives is the memory that left, and exactly one host runs the guest',
  harm: 'a page holds old content on the destination, or the guest runs on no host or on both',
  sources: ['docs/devel/migration/main.rst', 'migration/savevm.c, migration/migration.c'],
  hint: 'follow the page that differs back to its last send',
  hintOfNoPage:
    'look at which status each change expects and sets, and at who starts and stops the guest',
  needs: { tracepoints: ['migrate_set_state', 'loadvm_complete'], judgedAt: 'arrival' },
  appliesTo: () => true,
  isSymptom: false,
  isAbout: 'both hosts',
  trustsPeers: true,
  fromOutside: { is: 'judged', by: 'the written pages in the memory of both hosts' },
  oracle: endOracle,
};
