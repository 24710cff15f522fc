/** The records of a page that the destination keeps in postcopy. */
import type { RecordOf } from '../../../../impl/mechanisms.ts';
import type { PageRecord } from '../../../judging/pages/page-record.ts';

export const postcopyRecords: Readonly<Record<RecordOf<'postcopy'>, PageRecord>> = {
  requested: {
    host: 'destination',
    letter: 'Q',
    legend: 'asked for',
    title: 'requested',
    column: 7,
    owner: 'requested pages',
    place: 80,
  },
  present: {
    host: 'destination',
    letter: 'there',
    legend: '(present)',
    title: 'present',
    column: 9,
    owner: 'present pages',
    place: 100,
  },
};
