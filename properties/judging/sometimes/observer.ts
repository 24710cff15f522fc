/** The form of an observer, which listens for premises and reports those it has seen. */
import type { Court } from '../lockstep/court.ts';
import type { Oracle } from '../lockstep/oracle.ts';

/** Listens to one group of premises; `reach` says that one has been seen. */
export type Observer<Id extends string> = (court: Court, reach: (id: Id) => void) => Oracle;
