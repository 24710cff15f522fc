/**
 * The properties by id, in the order in which the first of several at one step is reported: the
 * cause of a loss before the loss, what the guest would notice before what only we do, and economy
 * last.
 */
export const propertyNames = {
  P2: 'P2 log',
  P3: 'P3 clear discipline',
  P5: 'P5 lock',
  P1: 'P1 coverage',
  Q1: 'Q1 frozen',
  Q2: 'Q2 switch-over',
  Q9: 'Q9 split brain',
  Q4: 'Q4 atomicity',
  Q5: 'Q5 placement',
  Q6: 'Q6 channel purity',
  Q7: 'Q7 requests',
  END: 'END',
  G1: 'G1 guest view',
  DEADLOCK: 'DEADLOCK',
  CRASH: 'CRASH',
  PROGRESS: 'PROGRESS',
  Q3: 'Q3 partition',
  N6: 'N6 priority',
  O1: 'O1 statuses',
  P4: 'P4 count',
  P6: 'P6 grammar',
  R: 'R',
  N5: 'N5 loading',
  N4: 'N4 syncs',
  N3: 'N3 decisions',
  N2: 'N2 search',
  N1: 'N1 economy',
} as const;

export type PropertyId = keyof typeof propertyNames;

/** In order of precedence. */
export const propertyIds: readonly PropertyId[] = Object.keys(propertyNames) as PropertyId[];

/** Position in the order of precedence. */
export function rankOf(id: PropertyId): number {
  return propertyIds.indexOf(id);
}

/** @param name - like `P1 coverage` */
export function propertyNamed(name: string): PropertyId | undefined {
  return propertyIds.find((id) => propertyNames[id] === name);
}
