/** The form in which a mechanism says what an event does to the page that it names first. */
import type { MechanismName, TracepointOf } from '../../../../impl/mechanisms.ts';
import type { Link } from './link.ts';

/** What became of a page, and of which kind that is. */
export type LifeClause = Pick<Link, 'kind' | 'text'>;

/** By the second and the third argument of the event; what is not there does nothing to the page. */
export type PageLife<Name extends MechanismName> = Partial<
  Readonly<Record<TracepointOf<Name>, (second: number, third: number) => LifeClause>>
>;
