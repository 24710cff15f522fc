/** What the events of placing pages mean to the model: a page that could not be placed has not arrived. */
import type { TracepointOf } from '../../../../impl/mechanisms.ts';
import type { Meaning } from '../../../judging/lockstep/meaning.ts';

export const userfaultfdMeanings: Readonly<
  Record<TracepointOf<'userfaultfd'>, Meaning | 'nothing'>
> = {
  postcopy_place_page_again: 'nothing',
  postcopy_place_page_failed: 'nothing',
  postcopy_prefault_thread_exit: 'nothing',
};
