/**
 * END: when the destination takes over, its memory is the source's, byte for byte, and nothing is
 * left to send; when nothing is going on any more, exactly one of the two runs the guest.
 */
import { hosts } from '../../impl/tracepoints.ts';
import { NO_PAGE } from '../lockstep/ledger.ts';
import type { OracleMaker } from '../lockstep/oracle.ts';

const SOURCE = hosts.indexOf('source');
const DESTINATION = hosts.indexOf('destination');

export const end: OracleMaker = ({ ledger, layout, views, object }) => ({
  on: {
    loadvm_complete() {
      if (ledger.isTampered) return;
      for (let page = 0; page < layout.pages; page++) {
        for (let word = 0; word < layout.pageWords; word++) {
          if (views.memoryWord(SOURCE, page, word) === views.memoryWord(DESTINATION, page, word))
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
  },
  end() {
    // Without an answer from the destination, the source cannot know that it was refused.
    if (ledger.isTampered) return;
    const isOver = ledger.status === 'completed';
    if (views.isRunning(DESTINATION) !== isOver)
      object(
        'END',
        NO_PAGE,
        `the migration is ${ledger.status}, but the guest ${isOver ? 'does not run' : 'runs'} on the destination`,
      );
    if (views.isRunning(SOURCE) === isOver)
      object(
        'END',
        NO_PAGE,
        `the migration is ${ledger.status}, but the guest ${isOver ? 'runs' : 'does not run'} on the source`,
      );
    const isTerminal = ['completed', 'cancelled', 'failed'].includes(ledger.status);
    if (!isTerminal)
      object('END', NO_PAGE, `nothing goes on any more, and the migration is ${ledger.status}`);
  },
});
