/**
 * Guards that look at nothing but a state's head: what the migration is doing, what the sender holds,
 * whether the link is up. Most of what decides when something may happen is here.
 */
import type { Guard } from './guard.ts';
import { ofHead } from './guard.ts';
import { at, phase, read, takeover } from './state.ts';

export const isIdle: Guard = ofHead({
  name: 'no migration is under way',
  holds: (state) => read(state, at.phase) === phase.idle,
});

export const isActive: Guard = ofHead({
  name: 'the guest runs and is being migrated',
  holds: (state) => read(state, at.phase) === phase.active,
});

export const isUnderWay: Guard = ofHead({
  name: 'a migration is under way that is not complete',
  holds: (state) => {
    const now = read(state, at.phase);
    return now === phase.active || now === phase.stopped || now === phase.switching;
  },
});

export const isSending: Guard = ofHead({
  name: 'pages are being sent',
  holds: (state) => {
    const now = read(state, at.phase);
    // Whoever sends may notice late that the link has dropped.
    const isLate = now === phase.paused;
    return now === phase.active || now === phase.stopped || now === phase.switched || isLate;
  },
});

export const isFinishing: Guard = ofHead({
  name: 'the guest is stopped on the source and the rest is being sent',
  holds: (state) => {
    const now = read(state, at.phase);
    // The other link may have dropped, and whoever sends on this one has not noticed.
    const isLate = now === phase.paused;
    return now === phase.stopped || now === phase.switched || isLate;
  },
});

export const canLoseLink: Guard = ofHead({
  name: 'something that has not been sent or has not arrived can still be lost',
  holds: (state) => {
    const now = read(state, at.phase);
    return (
      now === phase.active ||
      now === phase.stopped ||
      now === phase.switching ||
      now === phase.switched ||
      now === phase.ended ||
      (now === phase.paused && read(state, at.linkUp) === 1)
    );
  },
});

export const isLastSyncDone: Guard = ofHead({
  name: 'the guest is stopped, and a sync has run since',
  holds: (state) => read(state, at.phase) === phase.stopped && read(state, at.syncsAfterStop) === 1,
});

export const isSwitching: Guard = ofHead({
  name: 'what is owed is owed by whole host pages',
  holds: (state) => read(state, at.phase) === phase.switching,
});

export const hasNotTakenOver: Guard = ofHead({
  name: 'the destination has not begun to take over',
  holds: (state) => read(state, at.takeover) === takeover.none,
});

export const hasPackage: Guard = ofHead({
  name: 'the destination has what it needs to take over',
  holds: (state) => read(state, at.takeover) === takeover.packaged,
});

export const isListening: Guard = ofHead({
  name: 'the destination listens',
  holds: (state) => read(state, at.takeover) === takeover.listening,
});

export const canPlace: Guard = ofHead({
  name: 'the destination places what comes',
  holds: (state) => read(state, at.takeover) >= takeover.listening,
});

export const runsOnDestination: Guard = ofHead({
  name: 'the guest runs on the destination',
  holds: (state) => read(state, at.takeover) === takeover.running,
});

export const guestRunsOnSource: Guard = ofHead({
  name: 'the guest runs on the source',
  holds: (state) => read(state, at.phase) <= phase.active,
});

export const isBeforeLastSync: Guard = ofHead({
  name: 'the guest is being migrated, and no sync has run since it was stopped',
  holds: (state) =>
    read(state, at.phase) === phase.active ||
    (read(state, at.phase) === phase.stopped && read(state, at.syncsAfterStop) === 0),
});

export const deviceHasLogged: Guard = ofHead({
  name: 'no device is between store and log',
  holds: (state) => read(state, at.unlogged) === 0,
});

export const deviceOwesLog: Guard = ofHead({
  name: 'the device has stored to the page and not logged it',
  holds: (state, page) => read(state, at.unlogged) === page + 1,
});

export const handIsEmpty: Guard = ofHead({
  name: 'the sender holds no page',
  holds: (state) => read(state, at.hand) === 0,
});

export const handHoldsUnread: Guard = ofHead({
  name: 'the sender holds the page and has read nothing of it',
  holds: (state, page) => read(state, at.hand) === page + 1 && read(state, at.firstHalf) === 0,
});

export const handHoldsRead: Guard = ofHead({
  name: 'the sender holds the page and has read its first half',
  holds: (state, page, size) =>
    read(state, at.hand) === page + 1 && (read(state, at.firstHalf) !== 0) === size.splitReads,
});

export const linkHasRoom: Guard = ofHead({
  name: 'there is room on the link',
  holds: (state, _page, size) => size.recordsMax === 0 || read(state, at.records) < size.recordsMax,
});

export const linkIsEmpty: Guard = ofHead({
  name: 'nothing is on its way',
  holds: (state) => read(state, at.records) === 0,
});

export const linkIsUp: Guard = ofHead({
  name: 'the link is up',
  holds: (state) => read(state, at.linkUp) === 1,
});
