/**
 * Writes of the guest that are begun and not ended: a vCPU has trapped and not stored, a device has
 * stored and not logged, or has logged first and not stored. Whoever migrates in between has to take
 * care of them.
 */
import type { TracepointName } from '../../../impl/tracepoints.ts';
import type { PageRecord } from '../../judging/lockstep/page-record.ts';

/** Bits of what is under way on a page. */
export const pendingBit = { trapped: 1, marked: 2, unlogged: 4 } as const;
export type PendingKind = keyof typeof pendingBit;

/** What is said of it: beside the lines of a story, behind the letter in the legend, over its column. */
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

export interface PendingWrite {
  readonly thread: string;
  readonly page: number;
  readonly kind: PendingKind;
}

export interface WriteTracker {
  /** An event of a thread's step. */
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
  /** The second half of a device's write ends it; the first begins it, whichever that is. */
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
