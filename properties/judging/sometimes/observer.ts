/** What listens for premises, and how it says that it has seen one. */
import type { Court } from '../lockstep/court.ts';
import type { Oracle } from '../lockstep/oracle.ts';

/** Listens to one group of premises; `reach` says that one has been seen. */
export type Observer<Id extends string> = (court: Court, reach: (id: Id) => void) => Oracle;
