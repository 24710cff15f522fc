/** The record of a page that the guest has given back. */
import type { RecordOf } from '../../../../impl/mechanisms.ts';
import type { PageRecord } from '../../../judging/pages/page-record.ts';

export const hintsRecords: Readonly<Record<RecordOf<'hints'>, PageRecord>> = {
  reported: {
    host: 'source',
    letter: 'F',
    legend: 'reported as free',
    title: 'reported free',
    column: 2.5,
    owner: 'reported pages',
    place: 5,
  },
};
