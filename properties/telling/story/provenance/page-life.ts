/** The form in which a mechanism says what an event does to the page in its first argument. */
import type { MechanismName, TracepointOf } from '../../../../impl/mechanisms.ts';
import type { CausalLink } from './link.ts';

/** What happened to a page, and the kind of link that this makes. */
export type LifeClause = Pick<CausalLink, 'kind' | 'text'>;

/** For each event, given its second and third argument; events left out do nothing to the page. */
export type PageLife<Name extends MechanismName> = Partial<
  Readonly<Record<TracepointOf<Name>, (second: number, third: number) => LifeClause>>
>;
