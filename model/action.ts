/**
 * The actions of the model, and the mechanism that each kind belongs to. An action is one number that
 * packs its kind and its page, so exploration and the lockstep with an engine allocate nothing.
 */

/**
 * Every kind of action and the mechanism that has its record. The kinds are numbered in this order, and
 * the order in which exploration finds states depends on it: add a new kind at the end.
 */
export const mechanismOf = {
  begin: 'core',
  write: 'core',
  'write-zero': 'core',
  'device-write': 'core',
  'device-write-zero': 'core',
  'device-log': 'core',
  'background-sync': 'background-sync',
  'iteration-sync': 'core',
  take: 'core',
  'read-half': 'core',
  send: 'core',
  deliver: 'core',
  stop: 'core',
  complete: 'core',
  land: 'core',
  cut: 'core',
  abort: 'core',
  'owe-host-pages': 'postcopy',
  'owe-more': 'postcopy',
  switch: 'postcopy',
  discard: 'postcopy',
  'receive-package': 'postcopy',
  listen: 'postcopy',
  run: 'postcopy',
  wait: 'postcopy',
  place: 'postcopy',
  'own-write': 'postcopy',
  'take-urgent': 'preempt',
  'send-urgent': 'preempt',
  'deliver-urgent': 'preempt',
  'cut-urgent': 'preempt',
  exclude: 'discards',
  'place-zero': 'discards',
  'give-back': 'hints',
  'leave-out': 'hints',
  'take-back': 'core',
  reconnect: 'recovery',
  'reconnect-urgent': 'recovery',
  'owe-again': 'recovery',
  resume: 'recovery',
} as const;
export type ActionKind = keyof typeof mechanismOf;
export type MechanismName = (typeof mechanismOf)[ActionKind];

/** All kinds, in the order of their numbers. */
export const actionKinds: readonly ActionKind[] = Object.keys(mechanismOf) as ActionKind[];

/** Kind and page in one number. */
export type Action = number;

const PAGE_BITS = 20;
/** The number of pages that an action can address. */
export const PAGES_MAX: number = 1 << PAGE_BITS;
const PAGE_MASK = (1 << PAGE_BITS) - 1;

/** The number of each kind of action. */
export const actionKind: Readonly<Record<ActionKind, number>> = Object.fromEntries(
  actionKinds.map((kind, number) => [kind, number]),
) as Record<ActionKind, number>;

export function action(kind: number, page = 0): Action {
  return (kind << PAGE_BITS) | page;
}

export function kindOf(value: Action): number {
  return value >>> PAGE_BITS;
}

export function pageOf(value: Action): number {
  return value & PAGE_MASK;
}

export function nameOf(value: Action): ActionKind {
  return actionKinds[kindOf(value)] as ActionKind;
}
