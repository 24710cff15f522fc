/**
 * P5 lock: bitmaps, the search cursor and the dirty page count are touched only by the holder of
 * `bitmap_mutex`, from the end of setup until everything is torn down (before and after, nobody else
 * who touches them can run); and the order in which locks are taken inside one another has no cycle.
 */
import { FOOTPRINT_STRIDE, mutexBit } from '../../impl/system.ts';
import { NO_PAGE } from '../lockstep/ledger.ts';
import type { OracleMaker } from '../lockstep/oracle.ts';

const GUARDED: ReadonlySet<string> = new Set([
  'dirty bitmap',
  'parked bitmap',
  'shadow bitmap',
  'clear bitmap',
  'dirty page count',
  'search cursor',
]);
const MUTEXES: readonly string[] = ['BQL', 'bitmap_mutex'];

export const lock: OracleMaker = ({ ledger, system, object }) => {
  const { footprint } = system;
  const isGuarded = Uint8Array.from(footprint.ownerOfCell, (owner) => (GUARDED.has(owner) ? 1 : 0));
  const mutexOfCell = Int8Array.from(footprint.ownerOfCell, (owner) => MUTEXES.indexOf(owner));
  /** For each mutex, the mutexes that were held when it was taken. */
  const takenInside = new Int32Array(MUTEXES.length);
  let isShared = false;

  const noteAcquisition = (mutex: number, held: number): void => {
    if ((held & (1 << mutex)) === 0) return;
    takenInside[mutex] = (takenInside[mutex] as number) | (held & ~(1 << mutex));
    for (let outer = 0; outer < MUTEXES.length; outer++) {
      const isInside = ((takenInside[mutex] as number) & (1 << outer)) !== 0;
      if (isInside && ((takenInside[outer] as number) & (1 << mutex)) !== 0)
        object(
          'P5',
          NO_PAGE,
          `${MUTEXES[mutex]} is taken inside ${MUTEXES[outer]}, and the other way round`,
        );
    }
  };

  return {
    reset() {
      takenInside.fill(0);
      isShared = false;
    },
    on: {
      migrate_set_state() {
        if (ledger.status === 'active') isShared = true;
      },
      migrate_fd_cleanup() {
        isShared = false;
      },
    },
    step() {
      const { entries, length } = footprint;
      for (let at = 0; at < length; at += FOOTPRINT_STRIDE) {
        const cell = entries[at] as number;
        const held = (entries[at + 2] as number) >>> 1;
        if (isGuarded[cell] === 1 && (held & mutexBit.bitmapMutex) === 0 && isShared)
          object(
            'P5',
            footprint.pageOfCell[cell] as number,
            `the ${footprint.ownerOfCell[cell]} is touched without bitmap_mutex`,
          );
        const mutex = mutexOfCell[cell] as number;
        if (mutex >= 0) noteAcquisition(mutex, held);
      }
    },
  };
};
