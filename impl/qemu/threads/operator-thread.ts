/** Whoever manages the hosts: starts a migration, and changes his mind about it. */
import { setTimeout } from 'node:timers/promises';
import type { Attempt } from '../attempt/attempt.ts';
import { isOver } from '../attempt/attempt.ts';
import { beginAttempt, recover } from '../attempt/begin-attempt.ts';
import type { Piece } from '../gate.ts';
import { gatesAt, hasReached } from '../landmark.ts';
import { StartError } from '../process.ts';
import type { Landmark, OperatorCommand, OperatorStep } from '../scenario.ts';
import type { Session } from '../session.ts';
import { takeStock } from '../attempt/take-stock.ts';
import { TooLong, within } from '../within.ts';
import type { QemuThread } from './thread.ts';
import { awaitBriefly } from './thread.ts';

export interface OperatorThread extends QemuThread {
  /** Nothing is left of the plan. */
  readonly isDone: () => boolean;
}

/** What only makes sense of a migration that is under way. */
const midway: readonly OperatorCommand[] = [
  'start-postcopy',
  'cancel',
  'await-throttle',
  'throttle',
  'hold',
  'cut',
  'recover',
];

/** Hosts are set up in the time that it takes, and so is a wait. */
const inTheirTime: readonly OperatorCommand[] = ['migrate', 'recover', 'hold', 'continue-source'];

/** More than a process has to start in: then a command was not answered. */
const COMMAND_MS = 30_000;

export function operatorThread<Item extends Piece>(session: Session<Item>): OperatorThread {
  const plan = [...session.scenario.operator];
  let isBusy = false;
  session.coming = plan[0];

  /** The next step that still makes sense. */
  const coming = (): OperatorStep | undefined => {
    const { attempt } = session;
    while (plan[0] !== undefined && attempt !== undefined && isMoot(session, attempt, plan[0]))
      plan.shift();
    session.coming = plan[0];
    return plan[0];
  };
  return {
    name: 'operator',
    isIdle: () => !isBusy,
    isDone: () => !isBusy && coming() === undefined,
    coming: () => ({ label: coming()?.command ?? 'nothing', page: -1, gate: -1 }),
    isReady() {
      const step = coming();
      return !isBusy && step !== undefined && mayTake(session, step);
    },
    async take() {
      const step = plan.shift();
      if (step === undefined) return;
      const { command } = step;
      session.coming = plan[0];
      isBusy = true;
      const mayTakeAWhile = inTheirTime.includes(command);
      session.happenings.push({ kind: 'operator', us: session.surroundings.now(), command });
      const performed = perform(session, step);
      const clock = session.startClock();
      const done = (mayTakeAWhile ? within(COMMAND_MS, command, performed, clock) : performed)
        .catch((error: unknown) => complain(session, command, error))
        .finally(() => {
          isBusy = false;
          session.changed();
        });
      // Everything else answers at once or is kept waiting.
      await (mayTakeAWhile ? done : awaitBriefly(done));
    },
  };
}

/** It makes no sense any more. */
function isMoot<Item extends Piece>(
  session: Session<Item>,
  attempt: Attempt<Item>,
  { command }: OperatorStep,
): boolean {
  // A guest that has moved out is not here to be migrated again, whatever was wanted of it meanwhile.
  if (command === 'migrate')
    return attempt.status.source === 'completed' && !session.isSourceRunning;
  if (!midway.includes(command)) return false;
  if (command === 'recover' && !hasPaused(attempt)) return session.isDraining;
  return isOver(attempt) || (command === 'cut' && session.isDraining);
}

function hasPaused<Item extends Piece>({ status }: Attempt<Item>): boolean {
  return status.source === 'postcopy-paused' && status.destination === 'postcopy-paused';
}

function mayTake<Item extends Piece>(session: Session<Item>, step: OperatorStep): boolean {
  const { command } = step;
  const { attempt } = session;
  if (command === 'migrate') return attempt === undefined || isOver(attempt);
  if (attempt === undefined) return false;
  const isFarEnough = session.isDraining || hasReached(session, attempt, step);
  const { source } = attempt.status;
  switch (command) {
    case 'start-postcopy':
    case 'cancel':
    case 'await-throttle':
      return source === 'active' && isFarEnough;
    case 'throttle':
      return ['active', 'postcopy-active'].includes(source) && isFarEnough;
    case 'hold':
      return source === 'postcopy-active' && isFarEnough;
    case 'cut':
      return source === 'postcopy-active' && attempt.isGuestHere && isFarEnough;
    case 'recover':
      return hasPaused(attempt);
    case 'continue-source':
      return isOver(attempt);
  }
}

function complain<Item extends Piece>(
  session: Session<Item>,
  command: OperatorCommand,
  error: unknown,
): void {
  if (error instanceof StartError) session.broken = error;
  const { message } = error as Error;
  if (error instanceof TooLong) return session.complain({ property: 'LIVENESS', text: message });
  // A migration may come to its end while somebody still wants to change its course.
  if (midway.includes(command) && session.attempt && isLate(session.attempt)) return;
  session.complain({ property: 'FAILED', text: `${command}: ${message}` });
}

function isLate<Item extends Piece>({ status }: Attempt<Item>): boolean {
  return ['device', 'completed', 'cancelled'].includes(status.source);
}

async function perform<Item extends Piece>(
  session: Session<Item>,
  { command, at, parameters = {} }: OperatorStep,
): Promise<void> {
  const { attempt, source } = session;
  if (command === 'migrate') return beginAttempt(session);
  if (attempt === undefined) return;
  if (command === 'continue-source') {
    attempt.isGivenUp = true;
    await takeStock(session);
    await attempt.destination.quit();
    await source.qmp.execute('cont');
  }
  if (command === 'start-postcopy') await source.qmp.execute('migrate-start-postcopy');
  if (command === 'cancel') {
    attempt.isCancelled = true;
    await source.qmp.execute('migrate_cancel');
  }
  if (command === 'await-throttle') await slowDown(session, attempt);
  if (command === 'throttle') await source.qmp.execute('migrate-set-parameters', parameters);
  if (command === 'hold') await hold(session, attempt, at);
  if (command === 'cut') attempt.relay.cut();
  if (command === 'recover') await recover(session, attempt);
}

/** Resolves when the guest is slowed down, or nobody waits for that any more. */
async function slowDown<Item extends Piece>(
  session: Session<Item>,
  { status }: Attempt<Item>,
): Promise<void> {
  while (status.source === 'active' && !session.isDraining) {
    const info = await session.source.qmp.execute('query-migrate');
    const { 'cpu-throttle-percentage': percentage = 0 } = info as Partial<Record<string, number>>;
    if (percentage > 0) return;
    await setTimeout(LOOK_AGAIN_MS);
  }
}

async function hold<Item extends Piece>(
  session: Session<Item>,
  attempt: Attempt<Item>,
  at: Landmark | undefined,
): Promise<void> {
  attempt.isHeld = true;
  await setTimeout(HOLD_MS);
  if (at?.is === 'held') {
    for (const gate of gatesAt(session, attempt, at)) gate.pass();
    await setTimeout(LOOK_AGAIN_MS);
  }
  attempt.isHeld = false;
}

/** Several of the stretches in which QEMU limits its bandwidth, one of which fills a socket. */
const HOLD_MS = 600;
const LOOK_AGAIN_MS = 50;
