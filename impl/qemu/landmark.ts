/** How far a migration has come, for operator steps that wait for a point in it. */
import type { Attempt } from './attempt/attempt.ts';
import type { Gate } from './gate.ts';
import type { Landmark, OperatorStep } from './scenario.ts';
import { ANY_STATUS } from './scenario.ts';
import type { Session } from './session.ts';

/** @param status - of the source, or `any` */
export function isIn({ status: { source } }: Attempt, status: string): boolean {
  return status === ANY_STATUS || status === source;
}

export function hasReached(attempt: Attempt, { after, at, status }: OperatorStep): boolean {
  if (status !== undefined && !isIn(attempt, status)) return false;
  return attempt.passed >= after && (at === undefined || isAt(attempt, at));
}

/** Whether the gate's next item has to wait until the operator has taken the next step. */
export function isAwaitingOperator(session: Session, gate: Gate): boolean {
  const { attempt, coming, isDraining } = session;
  if (attempt === undefined || coming === undefined || isDraining) return false;
  const { at, status } = coming;
  if (at === undefined && (status === undefined || status === ANY_STATUS)) return false;
  if (!hasReached(attempt, coming)) return false;
  return at?.is !== 'held' || isNext(gate, at);
}

function isAt(attempt: Attempt, landmark: Landmark): boolean {
  if (landmark.is === 'passed') return attempt.kinds.has(landmark.item);
  return gatesAt(attempt, landmark).length > 0;
}

/** The gates whose next item is the landmark's. */
export function gatesAt({ relay }: Attempt, landmark: Landmark): readonly Gate[] {
  return relay.channels
    .flatMap(({ forward, back }) => [forward, back])
    .filter((gate) => isNext(gate, landmark));
}

function isNext(gate: Gate, { item }: Landmark): boolean {
  return gate.next()?.kind === item;
}
