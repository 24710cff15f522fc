/** What the events of memory that is not plugged in mean to the model. */
import type { TracepointOf } from '../../../../impl/mechanisms.ts';
import type { Meaning } from '../../../judging/lockstep/meaning.ts';
import { meansOfPage } from '../../../judging/lockstep/meaning.ts';

export const discardsMeanings: Readonly<Record<TracepointOf<'discards'>, Meaning | 'nothing'>> = {
  ram_clear_discarded_page: meansOfPage('exclude'),
  postcopy_place_discarded_page: meansOfPage('place-zero'),
};
