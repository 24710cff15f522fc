/**
 * The `sometimes` properties: situations that a search must have seen before "no violation" means anything.
 * Each is a premise of some property; the observers of its mechanism report when it has been reached.
 */
import { judged } from '../mechanisms.ts';
import type { JudgedMechanisms } from '../mechanisms.ts';

/** The situations of one mechanism, and those of all. */
type SituationOf<Name extends keyof JudgedMechanisms> = keyof JudgedMechanisms[Name]['situations'];
export type SometimesId = {
  [Name in keyof JudgedMechanisms]: SituationOf<Name>;
}[keyof JudgedMechanisms];

export const sometimes: Readonly<Record<SometimesId, string>> = Object.assign(
  {},
  ...Object.values(judged).map(({ situations }) => situations),
);

/** In the order of the table; `observeSometimes` reports by position in this list. */
export const sometimesIds: readonly SometimesId[] = Object.keys(sometimes) as SometimesId[];
