/** The operator asks for postcopy. */
import type { Steps, Thread } from '../../../runtime/thread.ts';
import type { Tick } from '../../../runtime/tick.ts';
import { onEachTick } from '../../on-each-tick.ts';
import type { Source } from '../../source/source.ts';
import { requestPostcopy } from '../../source/start-and-cancel.ts';

/** The operator lets the destination take over before it has all memory. */
export function startPostcopy(thread: Thread, tick: Tick, source: Source): Steps {
  return onEachTick(thread, tick, {
    label: 'start postcopy',
    happen: () => requestPostcopy(source),
  });
}
