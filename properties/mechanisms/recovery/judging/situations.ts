/** What a search must have seen of recoveries. */
export const recoverySituations = {
  recovered: 'a migration that was paused goes on over a new connection',
  'recovered-twice': 'a migration goes on after a second loss',
  'completes-after-recovery': 'a migration completes after it was recovered',
  'lost-in-recovery': 'a connection is lost again before both hosts have agreed to go on',
  'lost-before-acknowledgement':
    'a connection is lost after the destination has resumed, and before the source knows',
  'resume-for-answer':
    'the destination resumes, and only that tells the source that the package has arrived',
  'request-open-at-loss': 'a thread waits for a page when a connection is lost',
  'part-filled-at-loss': 'a host page has arrived in part when a connection is lost',
  'lost-on-its-way': 'a page is lost with a connection, and is owed again',
  'fault-while-paused': 'a thread touches a missing page while the migration is paused',
  'write-while-paused': 'the guest writes on the destination while the migration is paused',
  'device-state-waits-while-paused':
    'the migration is paused while loading the device state waits for a missing page',
  'lost-after-end': 'a page is lost after the end of the main stream has arrived',
  'refused-at-start': 'the connection of a first migration is refused, and another completes',
  'refused-in-recovery': 'the connection of a recovery is refused, and another one goes on',
  'refused-again': 'two connections of one recovery are refused',
  'refused-last': 'the connection of the last recovery is refused, and the migration still goes on',
  'preempt-refused-at-switch-over':
    'the preempt channel is refused before the switch-over, and the guest resumes on the source',
  'preempt-refused-in-recovery': 'the preempt channel is refused in a recovery',
  'cancel-while-paused': 'a migration is cancelled while it is paused',
  'cancel-while-connecting': 'a migration is cancelled while the operator connects the hosts again',
  'cancel-in-recovery': 'a migration is cancelled while the source finds out what it owes',
  'cancel-beside-running-guest':
    'a migration that is paused is cancelled while the guest runs on the destination',
  'refused-and-cancelled': 'a first migration is cancelled before its connection is refused',
  'recovery-given-up': 'the operator finds a destination that can never go on',
} as const;
