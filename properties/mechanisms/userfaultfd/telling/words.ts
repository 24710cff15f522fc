/** The words of a story for pages that cannot be placed at once. */
import type { TracepointOf } from '../../../../impl/mechanisms.ts';
import type { Says } from '../../../telling/story/says.ts';
import { about, pageIn } from '../../../telling/story/says.ts';

export const userfaultfdWords: Readonly<Record<TracepointOf<'userfaultfd'>, Says | 'nothing'>> = {
  postcopy_place_page_again: (event) =>
    about('load', event, `cannot place ${pageIn(event)} yet (EAGAIN)`),
  postcopy_place_page_failed: (event) =>
    about('load', event, `cannot place ${pageIn(event)}: no memory (ENOMEM)`),
  postcopy_prefault_thread_exit: 'nothing',
};
