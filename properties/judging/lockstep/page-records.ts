/** The records of a page, one for each bit of `pageBit`, and all that is said of them anywhere. */
import { pageBit } from '../../../impl/system.ts';
import type { Host } from '../../../impl/tracepoints.ts';

export type RecordName = keyof typeof pageBit;

export interface PageRecord {
  /** The host that keeps it. */
  readonly host: Host;
  /** What it is called beside the lines of a story. */
  readonly letter: string;
  /** What a story's legend says behind the letter. */
  readonly legend: string;
  /** What the page of a trace writes over its column. */
  readonly title: string;
  /** Which of the columns it has there, from the left. */
  readonly column: number;
  /** What its cells are called in a footprint. */
  readonly owner: string;
}

/** In the order in which a write travels, which is the order in which a story has them. */
export const pageRecords: Readonly<Record<RecordName, PageRecord>> = {
  armed: {
    host: 'source',
    letter: 'armed',
    legend: '(a write traps)',
    title: 'armed',
    column: 0,
    owner: 'armed',
  },
  hypervisorLogged: {
    host: 'source',
    letter: 'H',
    legend: 'hypervisor log',
    title: 'hypervisor log',
    column: 1,
    owner: 'hypervisor log',
  },
  logged: {
    host: 'source',
    letter: 'L',
    legend: 'QEMU log',
    title: 'QEMU log',
    column: 2,
    owner: 'QEMU log',
  },
  parked: {
    host: 'source',
    letter: 'I',
    legend: 'parked',
    title: 'parked',
    column: 4,
    owner: 'parked bitmap',
  },
  shadow: {
    host: 'source',
    letter: 'S',
    legend: 'shadow',
    title: 'shadow',
    column: 5,
    owner: 'shadow bitmap',
  },
  dirty: {
    host: 'source',
    letter: 'D',
    legend: 'dirty',
    title: 'dirty',
    column: 6,
    owner: 'dirty bitmap',
  },
  clearPending: {
    host: 'source',
    letter: 'C',
    legend: 'clear of the log due',
    title: 'clear pending',
    column: 3,
    owner: 'clear bitmap',
  },
  requested: {
    host: 'destination',
    letter: 'Q',
    legend: 'asked for',
    title: 'requested',
    column: 7,
    owner: 'requested pages',
  },
  received: {
    host: 'destination',
    letter: 'R',
    legend: 'received',
    title: 'received',
    column: 8,
    owner: 'received bitmap',
  },
  present: {
    host: 'destination',
    letter: 'there',
    legend: '(present)',
    title: 'present',
    column: 9,
    owner: 'present pages',
  },
};

export const recordNames: readonly RecordName[] = Object.keys(pageRecords) as RecordName[];

/** What a merge of the log changes of a page, the most telling first. */
export const mergedRecords: readonly RecordName[] = ['dirty', 'parked', 'shadow', 'logged'];

/** P1: any of them says that the page will be sent again. */
export const OWED_BITS: number =
  pageBit.dirty | pageBit.parked | pageBit.logged | pageBit.hypervisorLogged;
/** P2: any of them says that the next write will be noticed, or that one has been. */
export const NOTICED_BITS: number = pageBit.armed | pageBit.logged | pageBit.hypervisorLogged;
