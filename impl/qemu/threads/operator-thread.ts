/** The operator: starts migrations, changes, breaks and cancels them. */
import type { Attempt } from '../attempt/attempt.ts';
import { isOver, isPaused } from '../attempt/attempt.ts';
import { hasReached, isIn } from '../landmark.ts';
import { commands } from '../operator/commands.ts';
import { StartError } from '../process.ts';
import { QmpError } from '../qmp.ts';
import type { OperatorCommand, OperatorStep } from '../scenario.ts';
import type { Session } from '../session.ts';
import { TooLong, within } from '../within.ts';
import type { QemuThread } from './thread.ts';
import { awaitBriefly } from './thread.ts';

export interface OperatorThread extends QemuThread {
  /** The plan is finished. */
  readonly isDone: () => boolean;
}

/** After this many milliseconds a command counts as unanswered: longer than a process may take to start. */
const COMMAND_MS = 30_000;
/** A process that was asked to quit, and every other command that the run does not wait for. */
const ANSWER_MS = 15_000;

export function operatorThread(session: Session): OperatorThread {
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
      const { command, host } = step;
      session.coming = plan[0];
      isBusy = true;
      const { isLong, perform } = commands[command];
      const mayTakeAWhile = isLong === true && step.link === undefined;
      const { now } = session.surroundings;
      session.happenings.push({ kind: 'operator', us: now(), command, step });
      const what = host === undefined ? command : `${command} (${host})`;
      // Only `migrate` comes without an attempt, and begins one.
      const performed = perform(session, session.attempt as Attempt, step);
      const limitMs = mayTakeAWhile ? COMMAND_MS : ANSWER_MS;
      const done = within(limitMs, what, performed, session.startClock())
        .then(() => undefined)
        .catch((error: unknown) => complain(session, what, step, error))
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
function isMoot(session: Session, attempt: Attempt, { command, status }: OperatorStep): boolean {
  const { isSourceRunning, isSourceDismissed, isDraining } = session;
  // A guest that has left the source, or died with it, cannot be migrated from it again.
  if (isSourceDismissed) return true;
  if (command === 'migrate')
    return !isSourceRunning && (isDraining || attempt.status.source === 'completed');
  if (commands[command].usualIn === undefined) return false;
  if (command === 'recover' && !isPaused(attempt)) return isDraining;
  if (isOver(attempt)) return true;
  if (status === undefined && isOnlyEarly(command) && !EARLY.includes(attempt.status.source))
    return true;
  return isDraining && (status !== undefined || command === 'cut');
}

/** Statuses of a source that has not begun to switch over. */
const EARLY = ['setup', 'active'];

/** Whether the command is usual only before the switch-over: it comes too late after that. */
function isOnlyEarly(command: OperatorCommand): boolean {
  return commands[command].usualIn?.every((one) => EARLY.includes(one)) === true;
}

function mayTake(session: Session, step: OperatorStep): boolean {
  const { command, status } = step;
  const { attempt } = session;
  const { usualIn } = commands[command];
  if (command === 'migrate')
    return attempt === undefined || (isOver(attempt) && session.isSourceRunning);
  if (attempt === undefined) return false;
  if (usualIn === undefined) return isOver(attempt);
  if (command === 'recover') return isPaused(attempt);
  const isThere =
    status === undefined ? usualIn.includes(attempt.status.source) : isIn(attempt, status);
  if (!isThere || (!session.isDraining && !hasReached(attempt, step))) return false;
  return command !== 'cut' || status !== undefined || attempt.isGuestHere;
}

const REFUSABLE: readonly OperatorCommand[] = ['cancel', 'pause', 'continue', 'start-postcopy'];

/** Statuses of a source whose migration ends, or has ended, while the operator may still be changing it. */
const LATE = ['device', 'completed', 'cancelling', 'cancelled', 'failing', 'failed'];

function complain(
  session: Session,
  what: string,
  { command, isMisaddressed }: OperatorStep,
  error: unknown,
): void {
  if (error instanceof StartError) session.broken = error;
  const { message } = error as Error;
  if (error instanceof TooLong) return session.complain({ property: 'LIVENESS', text: message });
  if (isMisaddressed === true) return;
  // In other statuses QEMU rightly refuses.
  if (error instanceof QmpError && REFUSABLE.includes(command)) return;
  // The migration may have ended, failed or paused in the meantime.
  const { attempt } = session;
  const isMidway = commands[command].usualIn !== undefined;
  if (isMidway && attempt !== undefined && (attempt.isLost || LATE.includes(attempt.status.source)))
    return;
  session.complain({ property: 'FAILED', text: `${what}: ${message}` });
}
