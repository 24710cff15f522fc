/**
 * What the judge knows of a mechanism. Oracles and observers are made once, for the largest layout, and
 * pointed at one scenario after the other (`Oracle.retarget`).
 */
import type { MechanismName, TracepointOf } from '../../impl/mechanisms.ts';
import type { OracleContext } from './lockstep/oracle-context.ts';
import type { Meaning } from './lockstep/meaning.ts';
import type { Oracle } from './lockstep/oracle.ts';
import type { PropertyOf } from './lockstep/property-id.ts';
import type { Property } from './oracles/property.ts';
import type { Observer } from './sometimes/observer.ts';

export interface JudgedMechanism<Name extends MechanismName, Situations> {
  /** What each of its events means to the model; an event that means nothing is listed as `nothing`. */
  readonly meanings: Readonly<Record<TracepointOf<Name>, Meaning | 'nothing'>>;
  readonly properties: { readonly [Id in PropertyOf<Name>]: Property<Id> };
  /** The situations that a search must have reached, and the observers that report them. */
  readonly situations: Situations;
  readonly observers: readonly Observer<keyof Situations & string>[];
  /** Keeps the mechanism's part of the ledger; must hear every event before any other oracle does. */
  readonly keeper?: (context: OracleContext) => Oracle;
}
