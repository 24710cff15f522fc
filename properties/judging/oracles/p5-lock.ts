/**
 * P5 lock: shared data is guarded. Three checks, each of which sees what the others cannot:
 *
 * - only the holder of `bitmap_mutex` touches bitmaps, the search cursor and the dirty page count, from the
 *   end of setup until the migration is torn down, even in a run without a second thread;
 * - no two threads race for shared data: see `locking/races.ts`;
 * - the order in which mutexes are nested has no cycle.
 */
import { host } from '../../../impl/tracepoints.ts';
import { countIn, heldIn, isWriteIn } from '../../../impl/footprint-entry.ts';
import { placeOfThread, vocabularies } from '../../../impl/mechanisms.ts';
import type { FootprintView, Sharing } from '../../../impl/system.ts';
import { FOOTPRINT_STRIDE, mutexBit } from '../../../impl/system.ts';
import type { OracleMaker } from '../lockstep/oracle-context.ts';
import { NO_PAGE } from '../lockstep/ledger.ts';
import { lockOrder } from './locking/lock-order.ts';
import { mutexNames } from '../lockstep/mutexes.ts';
import { detectRaces } from './locking/races.ts';
import type { Property } from './property.ts';

const UNDER_BITMAP_MUTEX: ReadonlySet<string> = new Set(
  vocabularies.flatMap(({ underBitmapMutex }) => underBitmapMutex),
);

/** What is guarded on the destination: each migration has a fresh destination, with memory of its own. */
const ON_DESTINATION: ReadonlySet<string> = new Set(
  vocabularies.flatMap(({ onDestination }) => onDestination),
);

/** `Sharing` as numbers, since it is looked up at every access of every step. */
const sharings: readonly Sharing[] = ['guarded', 'atomic', 'signal', 'message', 'mutex'];
const GUARDED = sharings.indexOf('guarded');
const SIGNAL = sharings.indexOf('signal');
const MESSAGE = sharings.indexOf('message');
const MUTEX = sharings.indexOf('mutex');

const lock: OracleMaker = (context) => {
  const { ledger, capacity, object } = context;
  let footprint: FootprintView;
  const sharingOfCell = new Uint8Array(capacity.cells);
  const isUnderBitmapMutex = new Uint8Array(capacity.cells);
  const mutexOfCell = new Int8Array(capacity.cells);
  let onDestination: readonly number[] = [];
  let threadsOnDestination: readonly number[] = [];
  const races = detectRaces(context, capacity);
  const order = lockOrder();
  let isShared = false;

  const access = (first: number, count: number, held: number, isWrite: boolean): void => {
    const racing = races.access(first, count, held, isWrite);
    if (racing >= 0) complain(racing, races.describe(racing));
    if (isShared && isUnderBitmapMutex[first] === 1 && (held & mutexBit.bitmapMutex) === 0)
      complain(first, `the ${footprint.ownerOfCell[first]} is touched without bitmap_mutex`);
  };
  const complain = (cell: number, what: string): void =>
    object('P5', footprint.pageOfCell[cell] as number, what, footprint.ownerOfCell[cell]);

  return {
    retarget() {
      ({ footprint } = context.system);
      const { ownerOfCell, sharingOfCell: declared } = footprint;
      ownerOfCell.forEach((owner, cell) => {
        sharingOfCell[cell] = sharings.indexOf(declared[cell] as Sharing);
        isUnderBitmapMutex[cell] = UNDER_BITMAP_MUTEX.has(owner) ? 1 : 0;
        mutexOfCell[cell] = mutexNames.indexOf(owner);
      });
      onDestination = ownerOfCell.flatMap((owner, cell) =>
        ON_DESTINATION.has(owner) ? [cell] : [],
      );
      threadsOnDestination = context.system.driver.threads.flatMap((name, thread) =>
        placeOfThread(name) === 'destination' ? [thread] : [],
      );
      races.retarget();
    },
    reset() {
      races.reset();
      order.reset();
      isShared = false;
    },
    on: {
      migrate_set_state() {
        if (ledger.status === 'setup') races.forget(onDestination);
        if (ledger.status === 'active') isShared = true;
      },
      migrate_fd_cleanup() {
        isShared = false;
      },
      destination_given_up: () => races.outlive(threadsOnDestination),
      process_gone: (on) => races.outlive(on === host.destination ? threadsOnDestination : []),
    },
    step() {
      const { entries, length } = footprint;
      races.begin();
      for (let at = 0; at < length; at += FOOTPRINT_STRIDE) {
        const cell = entries[at] as number;
        const isWrite = isWriteIn(entries, at);
        const sharing = sharingOfCell[cell];
        if (sharing === GUARDED) access(cell, countIn(entries, at), heldIn(entries, at), isWrite);
        else if (sharing === SIGNAL || sharing === MESSAGE) races.signal(cell, isWrite);
        else if (sharing === MUTEX) {
          const wrong = order.note(mutexOfCell[cell] as number, heldIn(entries, at));
          if (wrong !== undefined) object('P5', NO_PAGE, wrong);
        }
      }
    },
  };
};

export const p5Lock: Property<'P5'> = {
  id: 'P5',
  name: 'P5 lock',
  kind: 'always',
  claim:
    'guarded data is touched only under its mutex, no threads race, the lock order has no cycle',
  harm: 'two threads may corrupt one bitmap: a page is lost, or the migration hangs',
  sources: ['what bitmap_mutex protects, in migration/ram.c', 'QEMU 63268c4970, c13221b56f'],
  hint: 'look for a path on which the mutex is not taken, or bitmap_mutex before the BQL',
  needs: { footprint: true, tracepoints: ['migrate_set_state', 'migrate_fd_cleanup'] },
  appliesTo: () => true,
  isSymptom: false,
  isAbout: 'source',
  fromOutside: { is: 'not observable', by: 'which thread holds the mutex' },
  oracle: lock,
};
