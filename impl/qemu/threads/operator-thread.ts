/** The operator: starts migrations, and changes or cancels them. */
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
  /** The plan is finished. */
  readonly isDone: () => boolean;
}

/** Commands that only make sense while a migration is under way. */
const midway: readonly OperatorCommand[] = [
  'start-postcopy',
  'cancel',
  'await-throttle',
  'throttle',
  'hold',
  'cut',
  'recover',
];

/** Commands that may take long: they set up hosts, or wait. */
const inTheirTime: readonly OperatorCommand[] = ['migrate', 'recover', 'hold', 'continue-source'];

/** After this many milliseconds a command counts as unanswered: longer than a process may take to start. */
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
      // Other commands answer at once, or are blocked by something that is held.
      await (mayTakeAWhile ? done : awaitBriefly(done));
    },
  };
}

/** Whether the step no longer makes sense. */
function isMoot<Item extends Piece>(
  session: Session<Item>,
  attempt: Attempt<Item>,
  { command }: OperatorStep,
): boolean {
  // A guest that has left the source cannot be migrated from it again.
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
  // A migration may end while the operator is still changing it.
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

/** Resolves when the guest is slowed down, the migration is not active any more, or the run is drained. */
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

/** Several of QEMU's rate-limit periods; the source fills a socket within one of them. */
const HOLD_MS = 600;
const LOOK_AGAIN_MS = 50;
