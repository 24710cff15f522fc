/** The records of a page, one for each bit of `pageBit`, of all mechanisms. */
import type { MechanismName, RecordOf } from '../../../impl/mechanisms.ts';
import { pageBit } from '../../../impl/system.ts';
import { backgroundSyncRecords } from '../../mechanisms/background-sync/judging/records.ts';
import { coreRecords } from '../../mechanisms/core/judging/records.ts';
import { hintsRecords } from '../../mechanisms/hints/judging/records.ts';
import { postcopyRecords } from '../../mechanisms/postcopy/judging/records.ts';
import type { PageRecord } from './page-record.ts';

export type RecordName = RecordOf<MechanismName>;

export const pageRecords: Readonly<Record<RecordName, PageRecord>> = {
  ...coreRecords,
  ...backgroundSyncRecords,
  ...postcopyRecords,
  ...hintsRecords,
};

/** In the order in which a write travels, which is their order in a story. */
export const recordNames: readonly RecordName[] = (
  Object.keys(pageRecords) as RecordName[]
).toSorted((one, other) => pageRecords[one].place - pageRecords[other].place);

/** The records of a page that a merge of the log changes, the most telling first. */
export const mergedRecords: readonly RecordName[] = ['dirty', 'parked', 'shadow', 'logged'];

/** P1: any of these bits means that the page will be sent again. */
export const OWED_BITS: number =
  pageBit.dirty | pageBit.parked | pageBit.logged | pageBit.hypervisorLogged;
/** P2: any of these bits means that the next write will be noticed, or that a write has been. */
export const NOTICED_BITS: number = pageBit.armed | pageBit.logged | pageBit.hypervisorLogged;
