/**
 * The properties by id, each with the mechanism that has its record, in order of precedence: of several
 * violations at one step the first is reported. The cause of a loss comes before the loss, what the guest
 * would notice before what only we notice, every harm before all symptoms, and economy last. Only the order
 * is kept here for all properties together; everything else is in a property's own record.
 */
export const mechanismOf = {
  P2: 'core',
  P3: 'core',
  P5: 'core',
  P1: 'core',
  Q1: 'postcopy',
  Q2: 'postcopy',
  Q9: 'core',
  Q4: 'postcopy',
  Q5: 'postcopy',
  Q6: 'postcopy',
  Q8: 'recovery',
  END: 'core',
  G1: 'core',
  DEADLOCK: 'core',
  CRASH: 'core',
  PROGRESS: 'core',
  O2: 'core',
  Q3: 'postcopy',
  N6: 'postcopy',
  Q7: 'postcopy',
  H1: 'hints',
  O1: 'core',
  P4: 'core',
  P6: 'core',
  R: 'core',
  N5: 'core',
  N7: 'postcopy',
  N4: 'core',
  N3: 'core',
  N2: 'core',
  N1: 'core',
} as const;

export type PropertyId = keyof typeof mechanismOf;

/** The properties of a mechanism. */
export type PropertyOf<Name extends string> = {
  [Id in PropertyId]: (typeof mechanismOf)[Id] extends Name ? Id : never;
}[PropertyId];

/** In order of precedence. */
export const propertyIds: readonly PropertyId[] = Object.keys(mechanismOf) as PropertyId[];

/** Position in the order of precedence. */
export function rankOf(id: PropertyId): number {
  return propertyIds.indexOf(id);
}
