/** Listens for all premises, and notes which have been seen. */
import type { OracleMaker } from '../lockstep/oracle-context.ts';
import { judged } from '../mechanisms.ts';
import type { Observer } from './observer.ts';
import { sometimesIds } from './sometimes.ts';

/** @param reached - set to 1 at the position of each premise that is seen; the reader clears it */
export function observeSometimes(reached: Uint8Array): readonly OracleMaker[] {
  const positions = new Map<string, number>(sometimesIds.map((id, position) => [id, position]));
  const reach = (id: string): void => {
    reached[positions.get(id) as number] = 1;
  };
  const observers: readonly Observer<string>[] = Object.values(judged).flatMap(
    (one): readonly Observer<never>[] => one.observers,
  );
  return observers.map((observe) => (context) => observe(context, reach));
}
