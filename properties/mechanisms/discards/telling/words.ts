/** The words of a story for memory that is not plugged in. */
import type { TracepointOf } from '../../../../impl/mechanisms.ts';
import type { Says } from '../../../telling/story/says.ts';
import { about, rangeIn } from '../../../telling/story/says.ts';

export const discardsWords: Readonly<Record<TracepointOf<'discards'>, Says | 'nothing'>> = {
  ram_clear_discarded_page: 'nothing',
  postcopy_place_discarded_page: (event) =>
    about('load', event, `places zeros at ${rangeIn(event)}`),
};
