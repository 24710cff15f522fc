/**
 * The order in which a recovery must happen, as a part of Q8: the destination pauses once for each loss; the source
 * resumes only when it knows what every block has received, and says rightly how much it owes again; and no page is
 * taken from a preempt channel that was not accepted.
 */
import { channel } from '../../../../impl/tracepoints.ts';
import { NO_PAGE } from '../../../judging/lockstep/ledger.ts';
import type { OracleContext } from '../../../judging/lockstep/oracle-context.ts';
import type { Oracle } from '../../../judging/lockstep/oracle.ts';

export function recoveryOrder(context: OracleContext): Pick<Oracle, 'reset' | 'on'> {
  const { ledger, object } = context;
  let isPaused = false;
  /** Blocks of which the source has learned over the present connection what was received. */
  let known = 0;
  /** Pages of the block that is being reloaded that are owed again. */
  let owedAgain = 0;
  /** The preempt channel of the present connection has been accepted, or there was no loss yet. */
  let isAccepted = true;
  const forget = (): void => {
    isPaused = false;
    known = 0;
    owedAgain = 0;
    isAccepted = true;
  };
  return {
    reset: forget,
    on: {
      migrate_set_state() {
        if (ledger.status === 'setup') forget();
      },
      postcopy_pause_incoming() {
        if (isPaused)
          object('Q8', NO_PAGE, 'the destination pauses, although it is paused already');
        isPaused = true;
      },
      migrate_resume() {
        forget();
        isAccepted = false;
      },
      ram_dirty_bitmap_reload_page() {
        owedAgain++;
      },
      ram_dirty_bitmap_reload_complete(block, newPages) {
        known++;
        if (newPages !== owedAgain)
          object(
            'Q8',
            NO_PAGE,
            `${newPages} pages of block ${block} are said to be owed again, not ${owedAgain}`,
          );
        owedAgain = 0;
      },
      savevm_send_postcopy_resume() {
        const { length } = context.layout.blocks;
        if (known < length && ledger.isLinkUp)
          object(
            'Q8',
            NO_PAGE,
            `the source resumes, but knows what was received of ${known} of ${length} blocks`,
          );
      },
      postcopy_preempt_new_channel() {
        isAccepted = true;
      },
      postcopy_load_page(page, _isZero, over) {
        if (over !== channel.main && !isAccepted)
          object('Q8', page, 'it is taken from a preempt channel that was not accepted');
      },
    },
  };
}
