/**
 * The obligations of every migration: no page stays owed, held or on a link for ever, a device logs what
 * it has stored, and a stopped guest runs again.
 */
import { links, recordsOf } from '../../link.ts';
import type { Obligation } from '../../obligation.ts';
import { at, note, noteOf, phase, read, takeover } from '../../state.ts';

/** The obligations on a page on its way to the destination. */
export const pageObligations: readonly Obligation[] = [
  {
    name: 'a page that is owed is taken',
    isAboutPage: true,
    isOpen: (state, page) => noteOf(state, page) !== note.none,
    renewedBy: [],
  },
  {
    name: 'a page that the sender holds is sent',
    isAboutPage: true,
    isOpen: (state, page) => links.some((link) => read(state, link.hand) === page + 1),
    renewedBy: [],
  },
  {
    name: 'a page on a link arrives',
    isAboutPage: true,
    isOpen: (state, page, size) => links.some((link) => recordsOf(state, page, link, size) > 0),
    // Over the preempt link a page is sent at most once.
    renewedBy: ['send'],
  },
];

/** The obligations on the guest and its devices. */
export const guestObligations: readonly Obligation[] = [
  {
    name: 'a device logs what it has stored',
    isAboutPage: true,
    isOpen: (state, page) => read(state, at.unlogged) === page + 1,
    renewedBy: [],
  },
  {
    name: 'a guest that was stopped runs again',
    isAboutPage: false,
    isOpen: (state) => {
      const now = read(state, at.phase);
      const isStopped = now === phase.stopped || now === phase.switching || now === phase.switched;
      return isStopped && read(state, at.takeover) !== takeover.running;
    },
    renewedBy: [],
  },
  {
    name: 'when everything has been sent, the destination runs with all of it',
    isAboutPage: false,
    isOpen: (state) =>
      read(state, at.phase) === phase.completed || read(state, at.phase) === phase.ended,
    renewedBy: [],
  },
];
