/**
 * When each action may happen: the claim that the model makes. Every guard is here because a
 * migration without it goes wrong; leave one out and an invariant breaks (a test does so for each).
 */
import type { ActionKind } from './action.ts';
import type { State } from './state.ts';
import { at, note, noteOf, phase, read } from './state.ts';

export interface Guard {
  readonly name: string;
  readonly holds: (state: State, page: number, size: Size) => boolean;
}

/** What a guard needs to know of the configuration. */
export interface Size {
  readonly pages: number;
  readonly recordsMax: number;
  readonly splitReads: boolean;
}

const isIdle: Guard = {
  name: 'no migration is under way',
  holds: (state) => read(state, at.phase) === phase.idle,
};
const isActive: Guard = {
  name: 'the guest runs and is being migrated',
  holds: (state) => read(state, at.phase) === phase.active,
};
const isStopped: Guard = {
  name: 'the guest is stopped',
  holds: (state) => read(state, at.phase) === phase.stopped,
};
const isUnderWay: Guard = {
  name: 'a migration is under way that is not complete',
  holds: (state) =>
    read(state, at.phase) === phase.active || read(state, at.phase) === phase.stopped,
};
const isCompleted: Guard = {
  name: 'everything has been sent',
  holds: (state) => read(state, at.phase) === phase.completed,
};
const guestRunsOnSource: Guard = {
  name: 'the guest runs on the source',
  holds: (state) => read(state, at.phase) <= phase.active,
};
const isBeforeLastSync: Guard = {
  name: 'the guest is being migrated, and no sync has run since it was stopped',
  holds: (state) =>
    read(state, at.phase) === phase.active ||
    (read(state, at.phase) === phase.stopped && read(state, at.syncsAfterStop) === 0),
};
const deviceHasLogged: Guard = {
  name: 'no device is between store and log',
  holds: (state) => read(state, at.unlogged) === 0,
};
const deviceOwesLog: Guard = {
  name: 'the device has stored to the page and not logged it',
  holds: (state, page) => read(state, at.unlogged) === page + 1,
};
const handIsEmpty: Guard = {
  name: 'the sender holds no page',
  holds: (state) => read(state, at.hand) === 0,
};
const handHoldsUnread: Guard = {
  name: 'the sender holds the page and has read nothing of it',
  holds: (state, page) => read(state, at.hand) === page + 1 && read(state, at.firstHalf) === 0,
};
const handHoldsRead: Guard = {
  name: 'the sender holds the page and has read its first half',
  holds: (state, page, size) =>
    read(state, at.hand) === page + 1 && (read(state, at.firstHalf) !== 0) === size.splitReads,
};
const linkHasRoom: Guard = {
  name: 'there is room on the link',
  holds: (state, _page, size) => size.recordsMax === 0 || read(state, at.records) < size.recordsMax,
};
const isFirstOnLink: Guard = {
  name: 'the page is the next to arrive',
  holds: (state, page, size) =>
    read(state, at.records) > 0 && read(state, at.pages + size.pages) === page,
};
const linkIsEmpty: Guard = {
  name: 'nothing is on its way',
  holds: (state) => read(state, at.records) === 0,
};
const linkIsUp: Guard = {
  name: 'the link is up',
  holds: (state) => read(state, at.linkUp) === 1,
};
const nothingIsOwed: Guard = {
  name: 'nothing is owed for any page',
  holds: (state, _page, size) => {
    for (let page = 0; page < size.pages; page++)
      if (noteOf(state, page) !== note.none) return false;
    return true;
  },
};

/** All of them must hold. */
export const guards: Readonly<Record<ActionKind, readonly Guard[]>> = {
  begin: [isIdle],
  write: [guestRunsOnSource],
  'write-zero': [guestRunsOnSource],
  'device-write': [guestRunsOnSource, deviceHasLogged],
  'device-write-zero': [guestRunsOnSource, deviceHasLogged],
  'device-log': [deviceOwesLog],
  'background-sync': [isActive],
  'iteration-sync': [isBeforeLastSync],
  take: [isUnderWay, handIsEmpty],
  'read-half': [handHoldsUnread],
  send: [handHoldsRead, linkHasRoom],
  deliver: [isFirstOnLink],
  stop: [isActive, deviceHasLogged],
  complete: [isStopped, handIsEmpty, nothingIsOwed, linkIsUp],
  land: [isCompleted, linkIsEmpty],
  cut: [isUnderWay],
  abort: [isUnderWay, handIsEmpty],
};
