/**
 * What can happen, as the model sees it. An action is one number, kind and page together, so that
 * exploring and following an engine allocate nothing.
 */

export const actionKinds = [
  'begin',
  'write',
  'write-zero',
  'device-write',
  'device-write-zero',
  'device-log',
  'background-sync',
  'iteration-sync',
  'take',
  'read-half',
  'send',
  'deliver',
  'stop',
  'complete',
  'land',
  'cut',
  'abort',
  'owe-host-pages',
  'owe-more',
  'switch',
  'discard',
  'receive-package',
  'listen',
  'run',
  'wait',
  'place',
  'own-write',
  'take-urgent',
  'send-urgent',
  'deliver-urgent',
  'cut-urgent',
  'exclude',
  'place-zero',
] as const;
export type ActionKind = (typeof actionKinds)[number];

/** Kind and page in one number. */
export type Action = number;

const PAGE_BITS = 20;
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

const PAGE_ACTIONS: ReadonlySet<ActionKind> = new Set([
  'write',
  'write-zero',
  'device-write',
  'device-write-zero',
  'device-log',
  'take',
  'read-half',
  'send',
  'deliver',
  'owe-more',
  'discard',
  'wait',
  'place',
  'own-write',
  'take-urgent',
  'send-urgent',
  'deliver-urgent',
  'exclude',
  'place-zero',
]);

/** Whether the action concerns one page, and there is one of it for each. */
export function isAboutPage(kind: ActionKind): boolean {
  return PAGE_ACTIONS.has(kind);
}
