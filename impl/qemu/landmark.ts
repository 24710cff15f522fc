/** How far a migration has come, for operator steps that wait for a point in it. */
import type { Attempt } from './attempt/attempt.ts';
import type { Gate, Piece } from './gate.ts';
import type { Landmark, OperatorStep } from './scenario.ts';
import type { Session } from './session.ts';

export function hasReached<Item extends Piece>(
  session: Session<Item>,
  attempt: Attempt<Item>,
  { after, at }: OperatorStep,
): boolean {
  return attempt.passed >= after && (at === undefined || isAt(session, attempt, at));
}

/** Whether the gate's next item has to wait until the operator has taken the next step. */
export function isAwaitingOperator<Item extends Piece>(
  session: Session<Item>,
  gate: Gate<Item>,
): boolean {
  const { attempt, coming, isDraining } = session;
  if (attempt === undefined || coming?.at === undefined || isDraining) return false;
  if (!hasReached(session, attempt, coming)) return false;
  return coming.at.is === 'passed' || isNext(session, gate, coming.at);
}

function isAt<Item extends Piece>(
  session: Session<Item>,
  attempt: Attempt<Item>,
  landmark: Landmark,
): boolean {
  if (landmark.is === 'passed') return attempt.kinds.has(landmark.item);
  return gatesAt(session, attempt, landmark).length > 0;
}

/** The gates whose next item is the landmark's. */
export function gatesAt<Item extends Piece>(
  session: Session<Item>,
  { relay }: Attempt<Item>,
  landmark: Landmark,
): readonly Gate<Item>[] {
  return relay.channels
    .flatMap(({ forward, back }) => [forward, back])
    .filter((gate) => isNext(session, gate, landmark));
}

function isNext<Item extends Piece>(
  { surroundings }: Session<Item>,
  gate: Gate<Item>,
  { item }: Landmark,
): boolean {
  const next = gate.next();
  return next !== undefined && surroundings.kindOf(next) === item;
}
