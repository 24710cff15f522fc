/** The words of a story for the preempt channel, and for pages that overtake others. */
import type { TracepointOf } from '../../../../impl/mechanisms.ts';
import { textOfCut } from '../../../telling/story/link-clauses.ts';
import type { Says } from '../../../telling/story/says.ts';
import { about, control, pageIn } from '../../../telling/story/says.ts';

export const preemptWords: Readonly<Record<TracepointOf<'preempt'>, Says | 'nothing'>> = {
  postcopy_preempt_connect: () => control('connects the preempt channel'),
  postcopy_preempt_new_channel: 'nothing',
  postcopy_preempt_triggered: (event) =>
    about('send', event, `is interrupted before ${pageIn(event)} by a request`),
  postcopy_preempt_restored: (event) => about('send', event, `goes back to ${pageIn(event)}`),
  postcopy_preempt_hit: (event) =>
    about('send', event, `leaves ${pageIn(event)} to the sender of its host page`),
  postcopy_preempt_hint: 'nothing',
  postcopy_preempt_send_host_page: 'nothing',
  postcopy_preempt_thread_exit: () => control('stops reading the preempt channel'),
  preempt_channel_cut: ({ scene: { filmed, at } }) => {
    const text = textOfCut(filmed, at, true);
    return text === undefined ? undefined : control(text);
  },
};
