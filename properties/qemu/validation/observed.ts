/**
 * Which properties a recording of real QEMU can be judged by: from outside no bitmap and no lock can be
 * seen. What cannot be observed is said; it is not the same as that it holds.
 */
import type { PropertyId } from '../../judging/lockstep/property-id.ts';
import { propertyIds, propertyNames } from '../../judging/lockstep/property-id.ts';

export interface Observed {
  readonly is: 'judged' | 'judged in part' | 'not observable';
  /** What it is judged by, or what would have to be seen. */
  readonly by: string;
}

export const observed: Readonly<Record<PropertyId, Observed>> = {
  P2: { is: 'not observable', by: 'which pages are armed, and the log' },
  P3: { is: 'not observable', by: 'the log, and which of it is yet to be cleared' },
  P5: { is: 'not observable', by: 'who holds the mutex' },
  P1: {
    is: 'judged in part',
    by: 'a page that nobody sends again is owed when all is said to be sent',
  },
  Q1: { is: 'judged', by: 'no record holds, and no sync finds, what was written after the stop' },
  Q2: { is: 'judged', by: 'discards are what is owed, after a sync since the stop' },
  Q9: { is: 'judged', by: 'when either machine was set running or stopped' },
  Q4: {
    is: 'judged in part',
    by: 'what reads have seen, and whether a host page is whole when it is placed',
  },
  Q5: { is: 'judged', by: 'what is placed has come, once, and was not there' },
  Q6: { is: 'judged', by: 'the records of each channel after the package' },
  Q7: { is: 'judged', by: 'faults, and requests on the return path' },
  END: { is: 'judged', by: 'memory of both hosts, of the pages that were written' },
  G1: { is: 'judged', by: 'what the guest has read on the destination' },
  DEADLOCK: { is: 'judged', by: 'both monitors answer, and the migration ends, within a bound' },
  CRASH: { is: 'judged', by: 'neither process ends by itself' },
  PROGRESS: { is: 'judged', by: 'as DEADLOCK' },
  Q3: { is: 'judged', by: 'each host page that is owed is sent once, and placed' },
  N6: { is: 'not observable', by: 'when the source came to know of a request' },
  O1: { is: 'not observable', by: 'who sets the status, and for what' },
  P4: { is: 'not observable', by: 'the bitmap and its count' },
  P6: { is: 'judged', by: 'the decoder, on every channel and in both directions' },
  R: { is: 'judged', by: 'some order of all that happened is one that the model allows' },
  N5: { is: 'judged in part', by: 'a stream that has arrived whole is loaded' },
  N4: {
    is: 'judged in part',
    by: 'syncs and sections of the migration thread, in the order of the log',
  },
  N3: { is: 'not observable', by: 'what the source counts when it decides' },
  N2: { is: 'not observable', by: 'the bitmap while it is searched' },
  N1: { is: 'judged in part', by: 'no page is sent that no sync has marked since it was sent' },
};

/** Lines that say what has been judged, and what could not be. */
export function describeObserved(): readonly string[] {
  const named = (is: Observed['is']): readonly PropertyId[] =>
    propertyIds.filter((id) => observed[id].is === is);
  const list = (ids: readonly PropertyId[]): string => ids.join(', ');
  return [
    `judged: ${list(named('judged'))}; in part: ${list(named('judged in part'))}`,
    ...named('not observable').map(
      (id) => `  not observable: ${propertyNames[id]}: ${observed[id].by}`,
    ),
  ];
}
