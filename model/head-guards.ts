/**
 * Guards that look at nothing but a state's head: what the migration is doing, what the sender holds,
 * whether the link is up. Most of what decides when something may happen is here.
 */
import type { Guard } from './guard.ts';
import { at, phase, read, takeover } from './state.ts';

export const isIdle: Guard = {
  name: 'no migration is under way',
  looksAt: 'head',
  holds: (state) => read(state, at.phase) === phase.idle,
};

export const isActive: Guard = {
  name: 'the guest runs and is being migrated',
  looksAt: 'head',
  holds: (state) => read(state, at.phase) === phase.active,
};

export const isUnderWay: Guard = {
  name: 'a migration is under way that is not complete',
  looksAt: 'head',
  holds: (state) => {
    const now = read(state, at.phase);
    return now === phase.active || now === phase.stopped || now === phase.switching;
  },
};

export const isSending: Guard = {
  name: 'pages are being sent',
  looksAt: 'head',
  holds: (state) => {
    const now = read(state, at.phase);
    // Whoever sends may notice late that the link has dropped.
    const isLate = now === phase.paused;
    return now === phase.active || now === phase.stopped || now === phase.switched || isLate;
  },
};

export const isFinishing: Guard = {
  name: 'the guest is stopped on the source and the rest is being sent',
  looksAt: 'head',
  holds: (state) =>
    read(state, at.phase) === phase.stopped || read(state, at.phase) === phase.switched,
};

export const canLoseLink: Guard = {
  name: 'something that has not been sent or has not arrived can still be lost',
  looksAt: 'head',
  holds: (state) => {
    const now = read(state, at.phase);
    return (
      now === phase.active ||
      now === phase.stopped ||
      now === phase.switching ||
      now === phase.switched ||
      now === phase.ended
    );
  },
};

export const isLastSyncDone: Guard = {
  name: 'the guest is stopped, and a sync has run since',
  looksAt: 'head',
  holds: (state) => read(state, at.phase) === phase.stopped && read(state, at.syncsAfterStop) === 1,
};

export const isSwitching: Guard = {
  name: 'what is owed is owed by whole host pages',
  looksAt: 'head',
  holds: (state) => read(state, at.phase) === phase.switching,
};

export const hasNotTakenOver: Guard = {
  name: 'the destination has not begun to take over',
  looksAt: 'head',
  holds: (state) => read(state, at.takeover) === takeover.none,
};

export const hasPackage: Guard = {
  name: 'the destination has what it needs to take over',
  looksAt: 'head',
  holds: (state) => read(state, at.takeover) === takeover.packaged,
};

export const isListening: Guard = {
  name: 'the destination listens',
  looksAt: 'head',
  holds: (state) => read(state, at.takeover) === takeover.listening,
};

export const canPlace: Guard = {
  name: 'the destination places what comes',
  looksAt: 'head',
  holds: (state) => read(state, at.takeover) >= takeover.listening,
};

export const runsOnDestination: Guard = {
  name: 'the guest runs on the destination',
  looksAt: 'head',
  holds: (state) => read(state, at.takeover) === takeover.running,
};

export const guestRunsOnSource: Guard = {
  name: 'the guest runs on the source',
  looksAt: 'head',
  holds: (state) => read(state, at.phase) <= phase.active,
};

export const isBeforeLastSync: Guard = {
  name: 'the guest is being migrated, and no sync has run since it was stopped',
  looksAt: 'head',
  holds: (state) =>
    read(state, at.phase) === phase.active ||
    (read(state, at.phase) === phase.stopped && read(state, at.syncsAfterStop) === 0),
};

export const deviceHasLogged: Guard = {
  name: 'no device is between store and log',
  looksAt: 'head',
  holds: (state) => read(state, at.unlogged) === 0,
};

export const deviceOwesLog: Guard = {
  name: 'the device has stored to the page and not logged it',
  looksAt: 'head',
  holds: (state, page) => read(state, at.unlogged) === page + 1,
};

export const handIsEmpty: Guard = {
  name: 'the sender holds no page',
  looksAt: 'head',
  holds: (state) => read(state, at.hand) === 0,
};

export const handHoldsUnread: Guard = {
  name: 'the sender holds the page and has read nothing of it',
  looksAt: 'head',
  holds: (state, page) => read(state, at.hand) === page + 1 && read(state, at.firstHalf) === 0,
};

export const handHoldsRead: Guard = {
  name: 'the sender holds the page and has read its first half',
  looksAt: 'head',
  holds: (state, page, size) =>
    read(state, at.hand) === page + 1 && (read(state, at.firstHalf) !== 0) === size.splitReads,
};

export const linkHasRoom: Guard = {
  name: 'there is room on the link',
  looksAt: 'head',
  holds: (state, _page, size) => size.recordsMax === 0 || read(state, at.records) < size.recordsMax,
};

export const linkIsEmpty: Guard = {
  name: 'nothing is on its way',
  looksAt: 'head',
  holds: (state) => read(state, at.records) === 0,
};

export const linkIsUp: Guard = {
  name: 'the link is up',
  looksAt: 'head',
  holds: (state) => read(state, at.linkUp) === 1,
};
