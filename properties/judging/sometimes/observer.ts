/** The form of an observer, which listens for premises and reports those it has seen. */
import type { OracleContext } from '../lockstep/oracle-context.ts';
import type { Oracle } from '../lockstep/oracle.ts';

/** Listens to one group of premises; `reach` says that one has been seen. */
export type Observer<Id extends string> = (
  context: OracleContext,
  reach: (id: Id) => void,
) => Oracle;
