/** The records of a page that every migration keeps. */
import type { RecordOf } from '../../../../impl/mechanisms.ts';
import type { PageRecord } from '../../../judging/pages/page-record.ts';

export const coreRecords: Readonly<Record<RecordOf<'core'>, PageRecord>> = {
  armed: {
    host: 'source',
    letter: 'armed',
    legend: '(a write traps)',
    title: 'armed',
    column: 0,
    owner: 'armed',
    place: 10,
  },
  hypervisorLogged: {
    host: 'source',
    letter: 'H',
    legend: 'hypervisor log',
    title: 'hypervisor log',
    column: 1,
    owner: 'hypervisor log',
    place: 20,
  },
  logged: {
    host: 'source',
    letter: 'L',
    legend: 'QEMU log',
    title: 'QEMU log',
    column: 2,
    owner: 'QEMU log',
    place: 30,
  },
  dirty: {
    host: 'source',
    letter: 'D',
    legend: 'dirty',
    title: 'dirty',
    column: 6,
    owner: 'dirty bitmap',
    place: 60,
  },
  clearPending: {
    host: 'source',
    letter: 'C',
    legend: 'clear of the log due',
    title: 'clear pending',
    column: 3,
    owner: 'clear bitmap',
    place: 70,
  },
  received: {
    host: 'destination',
    letter: 'R',
    legend: 'received',
    title: 'received',
    column: 8,
    owner: 'received bitmap',
    place: 90,
  },
};
