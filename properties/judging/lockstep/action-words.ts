/** What each action of the model is, in words: a line of a counterexample. */
import type { Action, ActionKind } from '../../../model/action.ts';
import { nameOf, pageOf } from '../../../model/action.ts';

/** `#` stands for the page. */
const words: Readonly<Record<ActionKind, string>> = {
  begin: 'migration begins: every page is owed',
  write: 'guest writes to page #',
  'write-zero': 'guest writes zeros to page #',
  'device-write': 'device stores to page # and has yet to log it',
  'device-write-zero': 'device stores zeros to page # and has yet to log it',
  'device-log': 'device logs page #',
  'background-sync': 'background sync parks what is logged',
  'iteration-sync': 'iteration sync makes pending what is logged or parked',
  take: 'source takes page #',
  'read-half': 'source reads the first half of page #',
  send: 'source reads and sends page #',
  deliver: 'record of page # arrives',
  stop: 'guest is stopped on the source',
  complete: 'source has sent everything',
  land: 'destination has everything, and runs the guest',
  cut: 'link drops',
  abort: 'migration is aborted',
  'owe-host-pages': 'source owes whole host pages from here on',
  'owe-more': 'source owes the host page of page # as well',
  switch: 'source sends the package: the destination may take over',
  discard: 'destination forgets page #',
  'receive-package': 'package arrives',
  listen: 'destination listens for faults',
  run: 'guest runs on the destination',
  wait: 'guest on the destination waits for the host page of page #',
  place: 'destination places the host page of page #',
  'own-write': 'guest writes to page # on the destination',
  'take-urgent': 'source takes page # for the preempt link',
  'send-urgent': 'source reads page # and sends it on the preempt link',
  'deliver-urgent': 'record of page # arrives over the preempt link',
  'cut-urgent': 'preempt link drops',
  exclude: 'source leaves out page #, which is discarded',
  'place-zero': 'destination makes the discarded host page of page #: zeros',
};

export function describeAction(action: Action): string {
  return words[nameOf(action)].replace('#', String(pageOf(action)));
}
