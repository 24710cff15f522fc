/** What listens for premises, and how it says that it has seen one. */
import type { Court } from '../lockstep/court.ts';
import type { Oracle } from '../lockstep/oracle.ts';
import type { SometimesId } from './sometimes.ts';

/** Says that a premise has been seen. */
export type Reach = (id: SometimesId) => void;

/** Listens to one group of premises. */
export type Observer = (court: Court, reach: Reach) => Oracle;
