/** What the operator can do: when each command makes sense, and how it is carried out. */
import { setTimeout } from 'node:timers/promises';
import type { Attempt } from '../attempt/attempt.ts';
import { beginAttempt, recover } from '../attempt/begin-attempt.ts';
import { takeStock } from '../attempt/take-stock.ts';
import { gatesAt } from '../landmark.ts';
import type { QemuProcess } from '../process.ts';
import type { Landmark, OperatorCommand, OperatorStep } from '../scenario.ts';
import { probeMonitors } from '../probe-monitors.ts';
import type { Session } from '../session.ts';

export interface Command {
  /** The source's statuses in which it is usual; `undefined` if it belongs between migrations. */
  readonly usualIn: readonly string[] | undefined;
  /** It sets up hosts, or waits: the run waits for it. */
  readonly isLong?: true;
  readonly perform: (session: Session, attempt: Attempt, step: OperatorStep) => Promise<unknown>;
}

const UNDER_WAY = ['active', 'postcopy-active'];

export const commands: Readonly<Record<OperatorCommand, Command>> = {
  migrate: {
    usualIn: undefined,
    isLong: true,
    perform: (session, _, step) => beginAttempt(session, step),
  },
  'start-postcopy': {
    usualIn: ['active'],
    perform: ({ source }) => source.qmp.execute('migrate-start-postcopy'),
  },
  cancel: {
    usualIn: ['active'],
    perform({ source }, attempt) {
      attempt.isCancelled = true;
      return source.qmp.execute('migrate_cancel');
    },
  },
  continue: {
    usualIn: ['pre-switchover'],
    perform: ({ source }) => source.qmp.execute('migrate-continue', { state: 'pre-switchover' }),
  },
  pause: {
    usualIn: ['postcopy-active'],
    perform(session, attempt, { host = 'source' }) {
      attempt.isLost = true;
      const { qmp } = hostOf(session, attempt, host);
      return qmp.executeOutOfBand('migrate-pause');
    },
  },
  'await-throttle': { usualIn: ['active'], perform: slowDown },
  throttle: {
    usualIn: UNDER_WAY,
    perform: ({ source }, _, { parameters = {} }) =>
      source.qmp.execute('migrate-set-parameters', parameters),
  },
  hold: { usualIn: ['postcopy-active'], isLong: true, perform: holdAll },
  cut: {
    usualIn: ['postcopy-active'],
    async perform(_, attempt, { link }) {
      attempt.isLost = true;
      attempt.relay.cut(link);
    },
  },
  recover: { usualIn: ['postcopy-paused'], isLong: true, perform: recover },
  probe: { usualIn: UNDER_WAY, isLong: true, perform: (session) => probeMonitors(session) },
  quit: {
    usualIn: UNDER_WAY,
    perform(session, attempt, { host = 'destination' }) {
      attempt.isLost = true;
      session.dismiss(host);
      return session.quit(hostOf(session, attempt, host));
    },
  },
  kill: {
    usualIn: UNDER_WAY,
    perform(session, attempt, { host = 'destination' }) {
      attempt.isLost = true;
      session.dismiss(host);
      return hostOf(session, attempt, host).kill();
    },
  },
  'continue-source': {
    usualIn: undefined,
    isLong: true,
    async perform(session, attempt) {
      attempt.isGivenUp = true;
      await takeStock(session);
      await session.quit(attempt.destination);
      await session.source.qmp.execute('cont');
    },
  },
};

function hostOf(
  { source }: Session,
  { destination }: Attempt,
  host: 'source' | 'destination',
): QemuProcess {
  return host === 'source' ? source : destination;
}

/** Resolves when the guest is slowed down, the migration is not active any more, or the run is drained. */
async function slowDown(session: Session, { status }: Attempt): Promise<void> {
  while (status.source === 'active' && !session.isDraining) {
    const info = await session.source.qmp.execute('query-migrate');
    const { 'cpu-throttle-percentage': percentage = 0 } = info as Partial<Record<string, number>>;
    if (percentage > 0) return;
    await setTimeout(LOOK_AGAIN_MS);
  }
}

/** Holds everything until the source cannot write any more, or a part of the link while the rest goes on. */
async function holdAll(
  session: Session,
  attempt: Attempt,
  { at, link, ms }: OperatorStep,
): Promise<void> {
  attempt.held = link ?? {};
  if (link !== undefined) {
    // The run goes on meanwhile.
    void setTimeout(ms ?? HOLD_MS).then(() => release(session, attempt));
    return;
  }
  await setTimeout(HOLD_MS);
  await passHeld(attempt, at);
  release(session, attempt);
}

async function passHeld(attempt: Attempt, at: Landmark | undefined): Promise<void> {
  if (at?.is !== 'held') return;
  for (const gate of gatesAt(attempt, at)) gate.pass();
  await setTimeout(LOOK_AGAIN_MS);
}

function release(session: Session, attempt: Attempt): void {
  attempt.held = undefined;
  session.changed();
}

/** Several of QEMU's rate-limit periods; the source fills a socket within one of them. */
const HOLD_MS = 600;
const LOOK_AGAIN_MS = 50;
