/**
 * The properties by id, in the order in which the first of several at one step is reported: the cause
 * of a loss before the loss, what the guest would notice before what only we do, so that every harm
 * comes before all symptoms, and economy last. It is the one thing about a property that is said of
 * all of them together; the rest is in its own record (`../oracles/properties.ts`).
 */
const inOrder = [
  'P2',
  'P3',
  'P5',
  'P1',
  'Q1',
  'Q2',
  'Q9',
  'Q4',
  'Q5',
  'Q6',
  'END',
  'G1',
  'DEADLOCK',
  'CRASH',
  'PROGRESS',
  'Q3',
  'N6',
  'Q7',
  'O1',
  'P4',
  'P6',
  'R',
  'N5',
  'N4',
  'N3',
  'N2',
  'N1',
] as const;

export type PropertyId = (typeof inOrder)[number];

/** In order of precedence. */
export const propertyIds: readonly PropertyId[] = inOrder;

/** Position in the order of precedence. */
export function rankOf(id: PropertyId): number {
  return propertyIds.indexOf(id);
}
