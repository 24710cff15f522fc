/**
 * N1 economy: every set bit has a reason. A page enters the hypervisor's log by a trap, QEMU's log by a
 * fetch or a device, and the dirty or parked bitmap by a sync that finds it in the log; an iteration sync
 * also merges what a background sync parked, unless the page was sent since. An engine that set every bit
 * would lose nothing, but never finish.
 */
import { pageBit } from '../../../../impl/system.ts';
import { syncKinds } from '../../../../impl/tracepoints.ts';
import type { OracleMaker } from '../../lockstep/oracle-context.ts';
import type { HostPageRange } from '../../pages/host-pages.ts';
import { isJudged, NO_PAGE } from '../../lockstep/ledger.ts';
import type { Property } from '../property.ts';

const LOGS = pageBit.logged | pageBit.hypervisorLogged;
/** Bits that need a reason. */
const JUDGED = LOGS | pageBit.dirty | pageBit.parked;

/** What this step does to the logs and the bitmaps. */
interface Doings {
  /** Whether the step does any of the following. */
  isAny: boolean;
  /** The page that a trap or a device logs. */
  logged: number;
  isFetch: boolean;
  merge: 'none' | 'background' | 'iteration';
  /** Partly dirty host pages become wholly dirty. */
  isCompletion: boolean;
}

const NOTHING: Readonly<Doings> = {
  isAny: false,
  logged: NO_PAGE,
  isFetch: false,
  merge: 'none',
  isCompletion: false,
};

const economy: OracleMaker = (context) => {
  const { capacity, hostPageOf, ledger, object, touched } = context;
  /** 1 for each page that a background sync has parked and that has not been taken since. */
  const isParked = new Uint8Array(capacity.pages);
  const doings: Doings = { ...NOTHING };
  let isLogging = false;

  const forgetParked = (): void => {
    isParked.fill(0, 0, context.layout.pages);
  };
  const log = (page: number): void => {
    doings.isAny = true;
    doings.logged = page;
  };

  return {
    reset() {
      forgetParked();
      isLogging = false;
      Object.assign(doings, NOTHING);
    },
    on: {
      migrate_set_state() {
        if (ledger.status === 'setup') forgetParked();
      },
      global_dirty_changed(logging) {
        isLogging = logging === 1;
      },
      vcpu_trap(page) {
        log(page);
        if (!isLogging) object('N1', page, 'a write to it traps, although logging is off');
      },
      device_log: log,
      memory_region_sync_dirty() {
        doings.isAny = true;
        doings.isFetch = true;
      },
      ramblock_sync_dirty_bitmap(_block, kind) {
        doings.isAny = true;
        doings.merge = syncKinds[kind] === 'background' ? 'background' : 'iteration';
      },
      postcopy_chunk_hostpages() {
        doings.isAny = true;
        doings.isCompletion = true;
      },
      ram_take_dirty(page) {
        isParked[page] = 0;
      },
    },
    watches: JUDGED,
    page(page) {
      const before = touched.bitsBefore[page] as number;
      const set = ~before & (touched.bits[page] as number);
      if (isJudged(ledger)) {
        const isMate = doings.isCompletion && isAnyDirty(hostPageOf(page), touched.bitsBefore);
        const may = reasonableBits(page, before, isParked[page] === 1, doings);
        const unreasonable = set & ~(isMate ? may | pageBit.dirty : may);
        if (unreasonable !== 0) object('N1', page, `it is ${nameOf(unreasonable)} for no reason`);
      } else if (!isLogging && (set & LOGS) !== 0)
        object('N1', page, 'it is logged, although logging is off');
      if (doings.merge === 'background' && (before & pageBit.logged) !== 0) isParked[page] = 1;
    },
    change() {
      // One sync merges all blocks, and nothing stays parked after it.
      if (doings.merge === 'iteration') forgetParked();
      if (doings.isAny) Object.assign(doings, NOTHING);
    },
  };
};

function isAnyDirty({ first, end }: HostPageRange, bits: Uint16Array): boolean {
  for (let page = first; page < end; page++)
    if (((bits[page] as number) & pageBit.dirty) !== 0) return true;
  return false;
}

/** The bits that a page may gain in a step; bits other than `JUDGED` need no reason. */
function reasonableBits(page: number, before: number, wasParked: boolean, doings: Doings): number {
  const isLogged = (before & pageBit.logged) !== 0;
  let may = ~JUDGED;
  if (doings.logged === page) may |= LOGS;
  if (doings.isFetch && (before & pageBit.hypervisorLogged) !== 0) may |= pageBit.logged;
  if (doings.merge === 'background' && isLogged) may |= pageBit.parked;
  if (doings.merge === 'iteration' && (isLogged || wasParked)) may |= pageBit.dirty;
  return may;
}

function nameOf(bits: number): string {
  if ((bits & pageBit.dirty) !== 0) return 'marked dirty';
  return (bits & pageBit.parked) !== 0 ? 'parked' : 'logged';
}

export const n1Economy: Property<'N1'> = {
  id: 'N1',
  name: 'N1 economy',
  kind: 'always',
  claim: 'every bit that is set has a reason',
  harm: 'nothing is lost, but pages are sent again needlessly, and the migration takes longer',
  sources: ['migration_bitmap_sync in migration/ram.c'],
  hint: 'look for a bit that is set for pages that were not written',
  needs: {
    bits: ['dirty', 'parked', 'logged', 'hypervisorLogged'],
    tracepoints: ['vcpu_trap', 'memory_region_sync_dirty', 'ramblock_sync_dirty_bitmap'],
    judgedAt: ['ramblock_sync_dirty_bitmap'],
  },
  appliesTo: () => true,
  isSymptom: true,
  isAbout: 'source',
  fromOutside: {
    is: 'judged in part',
    by: 'a page is sent again only if a sync has marked it since',
  },
  oracle: economy,
};
