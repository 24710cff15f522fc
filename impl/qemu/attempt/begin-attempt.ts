/** Begins an attempt, and recovers it over new connections. */
import type { Attempt } from './attempt.ts';
import { mayEnd } from './attempt.ts';
import type { Cutters } from './cutters.ts';
import type { MachineShape, QemuProcess } from '../process.ts';
import { MEMORY_BLOCK, startQemu } from '../process.ts';
import type { QmpEvent } from '../qmp.ts';
import type { Relay } from '../relay.ts';
import { openRelay } from '../relay.ts';
import type { OperatorStep } from '../scenario.ts';
import { SNAPSHOT, TARGET_PAGE_BYTES, targetOf } from '../scenario.ts';
import type { Session } from '../session.ts';
import type { FileWay } from './through-file.ts';
import { loadWhenComplete, throughFile } from './through-file.ts';

/**
 * Starts a destination and the migration to it.
 *
 * @throws StartError if the destination does not start
 * @throws QmpError with QEMU's message if a command is refused
 */
export async function beginAttempt(
  session: Session,
  { isMisaddressed = false }: Pick<OperatorStep, 'isMisaddressed'>,
): Promise<void> {
  const { scenario, surroundings, source } = session;
  const { workspace } = surroundings;
  const { shape, capabilities } = atDestination(session);
  const destination = await startQemu(shape, workspace, {
    name: 'destination',
    memoryFile: workspace.path('memory'),
    isIncoming: true,
    // Memory is compared as it arrived, so the guest stays paused, except in postcopy, where it must run.
    staysPaused: !scenario.capabilities.includes('postcopy-ram'),
  });
  session.processes.push(destination);
  await Promise.all([setUp(source, scenario.capabilities), setUp(destination, capabilities)]);
  await source.qmp.execute('migrate-set-parameters', scenario.parameters);
  const cutters = surroundings.cutters();
  const number = session.attempts.length;
  const target = targetOf(scenario);
  const way: Way =
    target === undefined
      ? await throughRelay(session, number, cutters)
      : throughFile(session, target);
  if (way.from !== undefined) await destination.qmp.execute('migrate-incoming', { uri: way.from });
  const attempt: Attempt = {
    destination,
    cutters,
    relay: way.relay,
    status: { source: 'setup', destination: 'setup' },
    passed: 0,
    records: new Map(),
    passes: 0,
    kinds: new Set(),
    held: undefined,
    isGuestHere: false,
    isCancelled: false,
    isGivenUp: false,
    isLost: scenario.mismatch !== undefined,
    isOrphaned: false,
    arrival: undefined,
  };
  session.attempts.push(attempt);
  hearDestination(session, attempt);
  const uri = isMisaddressed ? `unix:${workspace.path('nobody')}` : way.to;
  if (isMisaddressed) attempt.isLost = true;
  try {
    await source.qmp.execute('migrate', { uri });
  } catch (error) {
    // A migration that was refused does not begin.
    attempt.status.source = 'failed';
    throw error;
  }
  if (way.from === undefined) loadWhenComplete(session, attempt, way.later);
}

/** The machine and the capabilities of the destination, which may differ from the source's. */
function atDestination({ scenario, surroundings }: Session): {
  readonly shape: MachineShape;
  readonly capabilities: readonly string[];
} {
  const { mismatch } = scenario;
  const { destination: binary = surroundings.shape.binary } = surroundings;
  const shape = { ...surroundings.shape, binary };
  // What saves a moment is of no concern to those who load it.
  const capabilities = scenario.capabilities.filter((one) => one !== SNAPSHOT);
  if (mismatch === 'memory-size')
    return { shape: { ...shape, memoryBytes: 2 * shape.memoryBytes }, capabilities };
  if (mismatch !== 'capability') return { shape, capabilities };
  // The only capability that a destination compares with the source's.
  return { shape, capabilities: [...capabilities, 'x-ignore-shared'] };
}

/** Where the source writes and where the destination reads at the same time. */
interface RelayWay {
  readonly to: string;
  readonly from: string;
  readonly relay: Relay;
}

type Way = RelayWay | FileWay;

async function throughRelay(session: Session, number: number, cutters: Cutters): Promise<RelayWay> {
  const { workspace } = session.surroundings;
  const incoming = workspace.path('incoming');
  const outgoing = workspace.path('outgoing');
  const relay = await relayFor(session, { number, cutters, from: outgoing, to: incoming });
  return { to: `unix:${outgoing}`, from: `unix:${incoming}`, relay };
}

/** Recovers a paused postcopy migration over new connections. */
export async function recover(
  session: Session,
  attempt: Attempt,
  { isMisaddressed = false }: Pick<OperatorStep, 'isMisaddressed'>,
): Promise<void> {
  const { workspace } = session.surroundings;
  if (isMisaddressed) {
    const uri = `unix:${workspace.path('nobody')}`;
    await session.source.qmp.execute('migrate', { uri, resume: true });
    return;
  }
  const incoming = workspace.path('incoming');
  const outgoing = workspace.path('outgoing');
  // Out of band, since the main loop may be blocked on a missing page.
  await attempt.destination.qmp.executeOutOfBand('migrate-recover', { uri: `unix:${incoming}` });
  const number = session.attempts.indexOf(attempt);
  const { cutters } = attempt;
  cutters.resume();
  attempt.relay = await relayFor(session, { number, cutters, from: outgoing, to: incoming });
  if (session.isDraining) attempt.relay.open();
  await session.source.qmp.execute('migrate', { uri: `unix:${outgoing}`, resume: true });
}

async function setUp({ qmp }: QemuProcess, capabilities: readonly string[]): Promise<void> {
  const wanted = ['events', ...capabilities];
  await qmp.execute('migrate-set-capabilities', {
    capabilities: wanted.map((capability) => ({ capability, state: true })),
  });
}

/** The connections of one attempt, by the socket files at both ends. */
interface Link {
  readonly number: number;
  readonly cutters: Cutters;
  readonly from: string;
  readonly to: string;
}

async function relayFor(
  session: Session,
  { number: attempt, cutters, from, to }: Link,
): Promise<Relay> {
  const { now, tampering } = session.surroundings;
  const relay = await openRelay({
    from,
    to,
    cutter: cutters.of,
    onPass(channel, direction, item) {
      session.happenings.push({ kind: 'item', us: now(), attempt, channel, direction, item });
      const own = session.attempts[attempt];
      own?.kinds.add(item.kind);
      if (own === undefined || direction === 'back') return;
      if (channel === 0) own.passed++;
      if (item.kind !== 'record' || item.block !== MEMORY_BLOCK) return;
      own.records.set(item.page, (own.records.get(item.page) ?? 0) + 1);
    },
    onPassLoose(bytes) {
      const own = session.attempts[attempt];
      if (own !== undefined) own.passed += bytes / TARGET_PAGE_BYTES;
    },
    onChange: () => session.changed(),
    tampering: tampering?.(attempt),
  });
  session.relays.push(relay);
  return relay;
}

function hearDestination(session: Session, attempt: Attempt): void {
  const { destination, status } = attempt;
  const statusIn = ({ event, data }: QmpEvent): string | undefined =>
    event === 'MIGRATION' ? String(data['status']) : undefined;
  session.source.qmp.onEvent((heard) => {
    if (session.attempt === attempt) {
      status.source = statusIn(heard) ?? status.source;
      // The event tells which one begins.
      if (heard.event === 'MIGRATION_PASS') attempt.passes = Number(heard.data['pass']) - 1;
    }
    session.changed();
  });
  destination.qmp.onEvent((heard) => {
    session.noteEvent('destination', heard.event, heard.data, heard.us);
    status.destination = statusIn(heard) ?? status.destination;
    session.changed();
  });
  void destination.exited.then((end) => {
    if (!session.isOver && !mayEnd(attempt, end))
      session.complain({ property: 'CRASH', text: end.text });
    attempt.isGivenUp = true;
    session.noteExit('destination');
    session.changed();
  });
}
