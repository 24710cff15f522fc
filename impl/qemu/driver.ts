/**
 * A pair of real QEMU processes as a system with choices: everything that the harness can hold or do is a
 * thread that can take a step. QEMU's own threads run freely.
 */
import type { Steered } from '../system.ts';
import type { ReadonlyThreadSet } from '../thread-set.ts';
import { ThreadSet } from '../thread-set.ts';
import type { Attempt } from './attempt/attempt.ts';
import { isOver, isPaused } from './attempt/attempt.ts';
import { settle } from './probe-monitors.ts';
import type { QemuProcess } from './process.ts';
import { startedWithin, StartError, startQemu } from './process.ts';
import type { QemuScenario } from './scenario.ts';
import type { Surroundings } from './session.ts';
import { Session } from './session.ts';
import { channelThread } from './threads/channel-thread.ts';
import { deviceThread } from './threads/device-thread.ts';
import { guestThread } from './threads/guest-thread.ts';
import { monitorThread } from './threads/monitor-thread.ts';
import { operatorThread } from './threads/operator-thread.ts';
import { readerThread } from './threads/reader-thread.ts';
import type { QemuThread } from './threads/thread.ts';

/**
 * The counterpart of `Driver` for real processes, which also run on their own: a step may only start
 * something, and a choice may come up without any step.
 */
export interface AsyncDriver extends Steered {
  choices(): ReadonlyThreadSet;
  /** @throws StartError if a host that the step should start does not start */
  take(thread: number): Promise<void>;
  isDone(): boolean;
  drain(): void;
}

export interface QemuDriver extends AsyncDriver {
  readonly session: Session;
  /** Waits until a choice may have come up. @returns whether that happened within the time */
  readonly change: (withinMs: number) => Promise<boolean>;
  /** The guest dirties memory for ever and the operator's plan is finished: only a drain ends the run. */
  readonly isEndless: () => boolean;
  /** The names of what has been begun and is not finished: threads, and the migration. */
  readonly unfinished: () => readonly string[];
  /** Asks both monitors, once nothing is under way any more. They must answer. */
  readonly settle: () => Promise<void>;
  /** Tells every process to quit, which it must do. */
  readonly quit: () => Promise<void>;
  /** Ends every process. */
  readonly close: () => Promise<void>;
}

/**
 * @param prepare - fills the memory of the source's guest, which waits for commands
 * @throws StartError if the source does not start or cannot be prepared
 */
export async function openDriver(
  scenario: QemuScenario,
  surroundings: Surroundings,
  prepare: (source: QemuProcess) => Promise<void>,
): Promise<QemuDriver> {
  const { shape, workspace } = surroundings;
  const source = await startQemu(shape, workspace, {
    name: 'source',
    memoryFile: workspace.path('memory'),
    isIncoming: false,
  });
  try {
    await startedWithin('the guest has not booted', source.guest.booted, source.pid);
    await startedWithin('the guest memory was not filled', prepare(source), source.pid);
    // A guest without a program would poll its serial port all the time.
    if (scenario.vcpu.length === 0)
      await startedWithin('the guest has not halted', source.guest.sleep(), source.pid);
    return makeDriver(new Session(scenario, surroundings, source));
  } catch (error) {
    await source.kill();
    // An error before the first migration says nothing about migrations.
    throw error instanceof StartError ? error : new StartError((error as Error).message);
  }
}

function makeDriver(session: Session): QemuDriver {
  const guest = guestThread(session);
  const operator = operatorThread(session);
  const threads: readonly QemuThread[] = [
    channelThread(session, { name: 'main channel', channel: 0, direction: 'forward' }),
    channelThread(session, { name: 'second channel', channel: 1, direction: 'forward' }),
    channelThread(session, { name: 'third channel', channel: 2, direction: 'forward' }),
    channelThread(session, { name: 'return path', channel: 0, direction: 'back' }),
    guest,
    deviceThread(session),
    readerThread(session),
    operator,
    monitorThread(session),
  ];
  const followed = new Set<Attempt>();
  /** Connects to a guest that has begun to run on the destination. */
  const follow = (): void => {
    const { attempt, scenario } = session;
    if (attempt === undefined || followed.has(attempt)) return;
    if (!attempt.destination.qmp.events.some(({ event }) => event === 'RESUME')) return;
    followed.add(attempt);
    const arrived =
      scenario.vcpu.length === 0 ? Promise.resolve() : guest.follow(attempt.destination.guest);
    arrived
      .then(() => {
        attempt.isGuestHere = true;
        session.changed();
      })
      .catch(() => undefined);
  };
  const unfinished = (): readonly string[] => {
    const { attempt } = session;
    const waiting = threads.filter((one) => !one.isIdle()).map(({ name }) => name);
    // Without a link to come, nothing follows a pause.
    const isLeft = attempt?.isLost === true && operator.isDone() && isPaused(attempt);
    const hasEnded = isLeft || (attempt !== undefined && isOver(attempt));
    return hasEnded ? waiting : ['the migration', ...waiting];
  };
  return {
    session,
    threads: threads.map(({ name }) => name),
    comingStep: (thread) => (threads[thread] as QemuThread).coming(),
    choices() {
      follow();
      return ThreadSet.of(...threads.flatMap((one, at) => (one.isReady() ? [at] : [])));
    },
    async take(thread) {
      await (threads[thread] as QemuThread).take();
      if (session.broken !== undefined) throw session.broken;
      if (session.isDraining) session.attempt?.relay.open();
    },
    isDone: () => operator.isDone() && unfinished().length === 0,
    isEndless: () => operator.isDone() && guest.isEndless(),
    unfinished,
    drain() {
      session.isDraining = true;
      guest.rest();
      session.attempt?.relay.open();
      session.source.qmp.execute('migrate-set-parameters', UNLIMITED).catch(() => undefined);
    },
    change: (withinMs) => session.change(withinMs),
    settle: () => settle(session),
    quit: () => session.quitAll(),
    async close() {
      session.end();
      session.closeComplaints();
      for (const relay of session.relays) relay.cut();
      await Promise.all(session.processes.map((qemu) => qemu.quit()));
    },
  };
}

/** All dirty pages may be sent while the guest is stopped, at full speed. */
const UNLIMITED = {
  'downtime-limit': 2_000_000,
  'max-bandwidth': 2 ** 40,
  'max-postcopy-bandwidth': 0,
};
