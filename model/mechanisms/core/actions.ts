/**
 * Precopy and the guest on the source: the actions of every migration. The guest writes; syncs find the
 * pages that are owed; the source takes, reads and sends them until all have been delivered.
 */
import type { Configuration } from '../../configuration.ts';
import { mainLink } from '../../link.ts';
import type { ActionsOf } from '../../mechanism.ts';
import type { State } from '../../state.ts';
import { at, copy, phase, read, takeover } from '../../state.ts';
import { deliver, drop, take } from '../../transfer.ts';
import { discardedAreExcluded, isPopulated } from '../discards/guards.ts';
import { isStillOwed } from '../postcopy/guards.ts';
import { isNotBegunUrgently, mainLinkIsFree, urgentHandIsEmpty } from '../preempt/guards.ts';
import { abort, begin, complete, iterationSync, send, takeBack } from './effects.ts';
import {
  canLoseLink,
  deviceHasLogged,
  deviceOwesLog,
  guestRunsOnSource,
  handHoldsRead,
  handHoldsUnread,
  handIsEmpty,
  hasEverything,
  isActive,
  isBeforeLastSync,
  isComplete,
  isFinishing,
  isFirstOnLink,
  isIdle,
  isSending,
  isUnderWay,
  isWanted,
  linkHasRoom,
  linkIsEmpty,
  linkIsUp,
  nothingIsOwed,
} from './guards.ts';
import { deviceLog, deviceWrite, write } from './guest.ts';

export const coreActions: ActionsOf<'core'> = {
  begin: {
    guards: [isIdle],
    effect: begin,
    touches: ['each page'],
    per: 'migration',
    fairness: 'none',
    says: 'migration begins: every page is owed',
  },
  write: {
    guards: [guestRunsOnSource, isPopulated],
    effect: (state, page, size) => write(state, page, false, size),
    touches: [['page'], 'each record'],
    per: 'page',
    fairness: 'none',
    isWithinBudget: hasWritesLeft,
    says: 'guest writes to page #',
  },
  'write-zero': {
    guards: [guestRunsOnSource],
    effect: (state, page, size) => write(state, page, true, size),
    touches: [['page'], 'each record'],
    per: 'page',
    fairness: 'none',
    isWithinBudget: hasWritesLeft,
    says: 'guest writes zeros to page #',
  },
  'device-write': {
    guards: [guestRunsOnSource, deviceHasLogged, isPopulated],
    effect: (state, page, size) => deviceWrite(state, page, false, size),
    touches: [['page'], 'each record'],
    per: 'page',
    fairness: 'none',
    isWithinBudget: hasDeviceWritesLeft,
    says: 'device stores to page # and has yet to log it',
  },
  'device-write-zero': {
    guards: [guestRunsOnSource, deviceHasLogged],
    effect: (state, page, size) => deviceWrite(state, page, true, size),
    touches: [['page'], 'each record'],
    per: 'page',
    fairness: 'none',
    isWithinBudget: hasDeviceWritesLeft,
    says: 'device stores zeros to page # and has yet to log it',
  },
  'device-log': {
    guards: [deviceOwesLog],
    effect: deviceLog,
    touches: [['page']],
    per: 'page',
    fairness: 'weak',
    says: 'device logs page #',
  },
  'iteration-sync': {
    guards: [isBeforeLastSync],
    effect: iterationSync,
    touches: ['each page'],
    per: 'migration',
    fairness: 'none',
    says: 'iteration sync makes the logged and parked pages pending',
  },
  take: {
    guards: [isSending, handIsEmpty, isPopulated, mainLinkIsFree, isNotBegunUrgently, isStillOwed],
    // A page that is not owed may be sent only where the configuration says so.
    narrowedBy: ({ resends }) => (resends ? [] : [isWanted]),
    effect: (state, page, size) => take(state, page, mainLink, size),
    touches: [['page to send']],
    per: 'page',
    fairness: 'strong',
    says: 'source takes page #',
  },
  'read-half': {
    guards: [handHoldsUnread],
    effect: (state) => {
      state[at.firstHalf] = copy.current;
    },
    touches: [],
    per: 'page',
    fairness: 'weak',
    isWithinBudget: ({ splitReads }) => splitReads,
    says: 'source reads the first half of page #',
  },
  send: {
    guards: [handHoldsRead, linkHasRoom],
    effect: send,
    touches: [['page'], ['records']],
    per: 'page',
    fairness: 'weak',
    says: 'source reads and sends page #',
  },
  deliver: {
    guards: [isFirstOnLink],
    effect: (state, _page, size) => deliver(state, mainLink, size),
    touches: [['page', 'first records'], ['records']],
    per: 'page',
    fairness: 'weak',
    says: 'record of page # arrives',
  },
  stop: {
    guards: [isActive, deviceHasLogged, discardedAreExcluded],
    effect: (state) => {
      state[at.phase] = phase.stopped;
    },
    touches: [],
    per: 'migration',
    fairness: 'none',
    says: 'guest is stopped on the source',
  },
  complete: {
    guards: [isFinishing, handIsEmpty, urgentHandIsEmpty, nothingIsOwed, linkIsUp],
    effect: complete,
    touches: [],
    per: 'migration',
    fairness: 'strong',
    says: 'source has sent everything',
  },
  land: {
    guards: [linkIsEmpty, hasEverything],
    effect: (state) => {
      state[at.phase] = phase.landed;
      state[at.takeover] = takeover.running;
    },
    touches: [],
    per: 'migration',
    fairness: 'weak',
    says: 'destination has received everything and runs the guest',
  },
  cut: {
    guards: [canLoseLink],
    effect: (state, _page, size) => drop(state, mainLink, size),
    touches: ['each page of one begun', ['records']],
    per: 'migration',
    fairness: 'none',
    isWithinBudget: ({ cuts }) => cuts,
    says: 'link drops',
  },
  abort: {
    guards: [isUnderWay, handIsEmpty],
    effect: abort,
    touches: ['each page', ['records']],
    per: 'migration',
    fairness: 'none',
    isWithinBudget: ({ cuts }) => cuts,
    says: 'migration is aborted',
  },
  'take-back': {
    guards: [isComplete],
    effect: takeBack,
    touches: ['each page', ['records']],
    per: 'migration',
    fairness: 'none',
    isWithinBudget: ({ comesBack = false }) => comesBack,
    says: 'destination is given up, and the guest goes on at the source',
  },
};

/** The guest's and its devices' writes share one budget. */
function hasWritesLeft(_configuration: Configuration, state: State): boolean {
  return read(state, at.writesLeft) > 0;
}

function hasDeviceWritesLeft({ deviceWriter }: Configuration, state: State): boolean {
  return deviceWriter && read(state, at.writesLeft) > 0;
}
