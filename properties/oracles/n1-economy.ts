/**
 * N1 economy: every set bit has a reason. A page enters the hypervisor's log by a trap, QEMU's log
 * by a fetch or a device, and the dirty or the parked bitmap by a sync that finds it in the log; an
 * iteration sync also merges what a background sync parked, unless the page was sent since. An
 * engine that set every bit would lose nothing and never finish.
 */
import { pageBit } from '../../impl/system.ts';
import { syncKinds } from '../../impl/tracepoints.ts';
import { isJudged } from '../lockstep/ledger.ts';
import type { OracleMaker } from '../lockstep/oracle.ts';

const BACKGROUND = syncKinds.indexOf('background');
const NO_SYNC = -1;

export const economy: OracleMaker = ({ ledger, layout, object, touched }) => {
  /** Pages that a background sync has parked and that were not taken since. */
  const isParked = new Uint8Array(layout.pages);
  /** Pages that a trap or a device has logged in this step. */
  const isLoggedNow = new Uint8Array(layout.pages);
  let loggedPage = 0;
  let isFetch = false;
  let mergeKind = NO_SYNC;

  const logNow = (page: number): void => {
    isLoggedNow[page] = 1;
    loggedPage = page;
  };
  const reasonFor = (page: number, before: number): number => {
    const isLogged = (before & pageBit.logged) !== 0;
    let may = 0;
    if (isLoggedNow[page] === 1) may |= pageBit.hypervisorLogged | pageBit.logged;
    if (isFetch && (before & pageBit.hypervisorLogged) !== 0) may |= pageBit.logged;
    if (mergeKind === BACKGROUND && isLogged) may |= pageBit.parked;
    if (mergeKind !== BACKGROUND && mergeKind !== NO_SYNC && (isLogged || isParked[page] === 1))
      may |= pageBit.dirty;
    return may;
  };

  return {
    reset() {
      isParked.fill(0);
      isLoggedNow.fill(0);
      isFetch = false;
      mergeKind = NO_SYNC;
    },
    on: {
      migrate_set_state() {
        if (ledger.status === 'setup') isParked.fill(0);
      },
      vcpu_trap: logNow,
      device_log: logNow,
      memory_region_sync_dirty() {
        isFetch = true;
      },
      ramblock_sync_dirty_bitmap(_block, kind) {
        mergeKind = kind;
      },
      ram_take_dirty(page) {
        isParked[page] = 0;
      },
    },
    page(page) {
      const before = touched.bitsBefore[page] as number;
      const set =
        ~before &
        (touched.bits[page] as number) &
        (pageBit.dirty | pageBit.parked | pageBit.logged | pageBit.hypervisorLogged);
      if (isJudged(ledger) && (set & ~reasonFor(page, before)) !== 0)
        object('N1', page, `it is ${nameOfBits(set & ~reasonFor(page, before))} for no reason`);
      if (mergeKind !== NO_SYNC) {
        const isFound = mergeKind === BACKGROUND && (before & pageBit.logged) !== 0;
        if (isFound) isParked[page] = 1;
        else if (mergeKind !== BACKGROUND) isParked[page] = 0;
      }
    },
    step() {
      isLoggedNow[loggedPage] = 0;
      isFetch = false;
      mergeKind = NO_SYNC;
    },
  };
};

function nameOfBits(bits: number): string {
  if ((bits & pageBit.dirty) !== 0) return 'marked dirty';
  if ((bits & pageBit.parked) !== 0) return 'parked';
  return 'logged';
}
