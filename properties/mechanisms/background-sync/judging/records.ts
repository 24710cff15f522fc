/** The records of a page that background syncs keep. */
import type { RecordOf } from '../../../../impl/mechanisms.ts';
import type { PageRecord } from '../../../judging/pages/page-record.ts';

export const backgroundSyncRecords: Readonly<Record<RecordOf<'background-sync'>, PageRecord>> = {
  parked: {
    host: 'source',
    letter: 'I',
    legend: 'parked',
    title: 'parked',
    column: 4,
    owner: 'parked bitmap',
    place: 40,
  },
  shadow: {
    host: 'source',
    letter: 'S',
    legend: 'shadow',
    title: 'shadow',
    column: 5,
    owner: 'shadow bitmap',
    place: 50,
  },
};
