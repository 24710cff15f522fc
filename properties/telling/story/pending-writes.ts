/**
 * Writes of the guest that have begun but not ended: a vCPU has trapped but not stored, a device has
 * stored but not logged, or has logged first but not stored. The migration has to cope with these.
 */
import type { TracepointName } from '../../../impl/tracepoints.ts';
import type { PageRecord } from '../../judging/pages/page-record.ts';

/** The bits of the pending writes of a page. */
export const pendingBit = { trapped: 1, marked: 2, unlogged: 4 } as const;
export type PendingKind = keyof typeof pendingBit;

/** For each kind: its letter beside the lines of a story, its legend, and the title of its column. */
export const pendingRecords: Readonly<
  Record<PendingKind, Pick<PageRecord, 'letter' | 'legend' | 'title'>>
> = {
  trapped: { letter: 'T', legend: 'trapped, not stored yet', title: 'trapped, not stored' },
  marked: {
    letter: 'M',
    legend: 'logged by the device, not stored yet',
    title: 'logged, not stored',
  },
  unlogged: {
    letter: 'U',
    legend: 'stored by the device, not logged yet',
    title: 'stored, not logged',
  },
};

interface PendingWrite {
  readonly thread: string;
  readonly page: number;
  readonly kind: PendingKind;
}

export interface WriteTracker {
  /** Call this for each event of a thread's step. */
  readonly hear: (thread: string, name: TracepointName, page: number) => void;
  readonly pending: () => readonly PendingWrite[];
  /** Bits of `pendingBit`. */
  readonly bitsOf: (page: number) => number;
  readonly reset: () => void;
}

export function trackWrites(): WriteTracker {
  let pending: readonly PendingWrite[] = [];
  const find = (thread: string, page: number, kind: PendingKind): PendingWrite | undefined =>
    pending.find((one) => one.thread === thread && one.page === page && one.kind === kind);
  const begin = (write: PendingWrite): void => {
    pending = [...pending, write];
  };
  /** The first half of a device's write, whichever it is, begins the write; the second ends it. */
  const half = (write: PendingWrite, other: PendingKind): void => {
    const begun = find(write.thread, write.page, other);
    if (begun === undefined) begin(write);
    else pending = pending.filter((one) => one !== begun);
  };
  return {
    hear(thread, name, page) {
      if (name === 'device_store') half({ thread, page, kind: 'unlogged' }, 'marked');
      if (name === 'device_log') half({ thread, page, kind: 'marked' }, 'unlogged');
      if (name === 'vcpu_trap' && find(thread, page, 'trapped') === undefined)
        begin({ thread, page, kind: 'trapped' });
      if (name === 'vcpu_store')
        pending = pending.filter((one) => one !== find(thread, page, 'trapped'));
    },
    pending: () => pending,
    bitsOf: (page) =>
      pending.reduce((bits, one) => bits | (one.page === page ? pendingBit[one.kind] : 0), 0),
    reset() {
      pending = [];
    },
  };
}
