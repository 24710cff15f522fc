/** Runs one scenario on real QEMU under one strategy, and returns what was observed and the final memory. */
import { join } from 'node:path';
import type { Arrival } from '../../impl/qemu/attempt/attempt.ts';
import type { Cutters } from '../../impl/qemu/attempt/cutters.ts';
import type { QemuDriver } from '../../impl/qemu/driver.ts';
import { openDriver } from '../../impl/qemu/driver.ts';
import type { Tampering } from '../../impl/qemu/gate.ts';
import type { Happening } from '../../impl/qemu/happenings.ts';
import type { HostName } from '../../impl/qemu/link-part.ts';
import type { QemuPair } from '../../impl/qemu/host.ts';
import { readMemory } from '../../impl/qemu/memory.ts';
import type { QemuScenario } from '../../impl/qemu/scenario.ts';
import { takeStock } from '../../impl/qemu/attempt/take-stock.ts';
import type { TraceEvent } from '../../impl/qemu/trace-log.ts';
import { readTraceLog } from '../../impl/qemu/trace-log.ts';
import { TooLong, within } from '../../impl/qemu/within.ts';
import type { Workspace } from '../../impl/qemu/workspace.ts';
import { readMainChannel, readPreemptChannel, readReturnPath } from '../../traces/wire-reader.ts';
import { projectRoot } from '../project-root.ts';
import type { Draw } from '../judging/execution/random-source.ts';
import type { Strategy } from '../judging/execution/strategy.ts';
import { pageVersions } from './page-versions.ts';
import { prepareMemory } from './prepare-memory.ts';

export interface MigrationOrder {
  readonly scenario: QemuScenario;
  readonly binary: QemuPair;
  readonly strategy: Strategy;
  /** The strategy's source of randomness. */
  readonly draw: Draw;
  readonly tampering?: ((attempt: number) => Tampering) | undefined;
  /** Changes a complete file before the destination reads it. */
  readonly tamperFile?: ((file: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface MigrationRun {
  readonly happenings: readonly Happening[];
  /** The steps that the strategy decided: which thread, and what it was about to do. */
  readonly schedule: readonly ScheduledStep[];
  /** The source's memory before anything was written or sent. */
  readonly before: Uint8Array;
  /** The memory of both hosts at the end of each completed migration. */
  readonly arrivals: readonly (Arrival & { readonly attempt: number })[];
  /** The source's memory at the end, if its guest has remained there. */
  readonly remaining: Remaining | undefined;
  readonly traces: readonly (TraceEvent & { readonly host: HostName; readonly attempt: number })[];
  readonly ms: number;
}

interface Remaining {
  readonly us: number;
  readonly memory: Uint8Array;
}

export interface ScheduledStep {
  readonly thread: string;
  readonly label: string;
}

/**
 * If nothing happens for this long, QEMU waits for something that only the drain lets through. Here and in
 * `DRAIN_MS` and `QUIET_MS`, only time in which the hosts could run counts.
 */
const IDLE_MS = 400;
const AT_ONCE_MS = 50;
/** A migration in which nothing is held must end within this time. */
const DRAIN_MS = 20_000;
/** If nothing is held and nothing happens for this long, nothing will happen any more. */
const QUIET_MS = 5000;

const FIRMWARE = join(projectRoot, 'impl', 'qemu', 'guest', 'mailbox.bin');

/** @throws Error if QEMU cannot be started */
export async function runMigration(
  order: MigrationOrder,
  workspace: Workspace,
): Promise<MigrationRun> {
  const own = workspace.inner();
  try {
    return await runWithin(order, own);
  } finally {
    own.close();
  }
}

async function runWithin(order: MigrationOrder, workspace: Workspace): Promise<MigrationRun> {
  const { scenario, binary, tampering, tamperFile } = order;
  const startedAt = performance.now();
  const versions = pageVersions(scenario);
  const driver = await openDriver(
    scenario,
    {
      shape: {
        binary,
        machine: scenario.machineType ?? scenario.machine,
        firmware: FIRMWARE,
        memoryBytes: scenario.memoryMiB << 20,
        hugePages: scenario.hugePages,
      },
      destination: binary.destination,
      workspace,
      now: microseconds,
      cutters: makeCutters,
      tampering: tampering ?? damageOf(scenario),
      tamperFile,
    },
    (source) => prepareMemory(source, scenario, versions),
  );
  const { session } = driver;
  try {
    const before = readMemory(session.source, scenario.hugePages);
    const schedule = await search(driver, order);
    await drain(driver, order);
    await lookAtMemory(driver);
    complainOfStreams(driver);
    // A run that has failed or was interrupted has told what it can.
    const hasEnded = !hasFailed(driver) && order.signal?.aborted !== true;
    if (hasEnded) await driver.settle();
    const remaining = remainingMemory(driver);
    if (hasEnded) await driver.quit();
    await driver.close();
    const arrivals = session.attempts.flatMap(({ arrival }, attempt) =>
      arrival === undefined ? [] : [{ ...arrival, attempt }],
    );
    const { happenings } = session;
    const ms = performance.now() - startedAt;
    const traces = readTraces(driver);
    return { happenings, schedule, before, arrivals, remaining, traces, ms };
  } finally {
    await driver.close();
  }
}

/** Damages the first byte of the device state on its way, if the scenario says so. */
function damageOf({ mismatch }: QemuScenario): MigrationOrder['tampering'] {
  if (mismatch !== 'device-state') return undefined;
  let isDone = false;
  const item: Tampering['item'] = ({ kind }, bytes) => {
    const at = kind === 'opaque' ? 0 : PACKAGE_HEAD_BYTES;
    if (isDone || (kind !== 'opaque' && kind !== 'package') || bytes.length <= at) return [bytes];
    isDone = true;
    const damaged = bytes.slice();
    damaged[at] = NO_SECTION;
    return [damaged];
  };
  return () => ({ item });
}

/** Of the command with the package: type, number, size, and length of the package. */
const PACKAGE_HEAD_BYTES = 9;
/** No section begins with this byte, so every destination must refuse it. */
const NO_SECTION = 0xee;

/** Microseconds, by the clock with which QEMU stamps its events. */
function microseconds(): number {
  return Math.round((performance.timeOrigin + performance.now()) * 1000);
}

/** The part of the run that the strategy decides. */
async function search(
  driver: QemuDriver,
  { scenario, strategy, draw, signal }: MigrationOrder,
): Promise<readonly ScheduledStep[]> {
  const schedule: ScheduledStep[] = [];
  strategy.begin(driver, draw);
  let current = -1;
  const isToGoOn = (): boolean =>
    !driver.isDone() && !driver.isEndless() && schedule.length < scenario.stepsMax;
  while (isToGoOn() && signal?.aborted !== true) {
    const choices = driver.choices();
    if (choices.isEmpty()) {
      if (!(await changesSoon(driver)) || hasFailed(driver)) break;
      continue;
    }
    current = strategy.pick(choices, current);
    const thread = driver.threads[current] as string;
    schedule.push({ thread, label: driver.comingStep(current).label });
    await driver.take(current);
  }
  return schedule;
}

/** Waits a short time first, since most changes come at once; then for `IDLE_MS`, or as long as a hold takes. */
async function changesSoon({ session, change }: QemuDriver): Promise<boolean> {
  if (await change(AT_ONCE_MS)) return true;
  const clock = session.startClock();
  const isHolding = (): boolean => session.attempt?.held !== undefined;
  for (let leftMs = IDLE_MS; leftMs > 0 || isHolding(); leftMs = IDLE_MS - clock())
    if (await change(Math.max(leftMs, AT_ONCE_MS))) return true;
  return false;
}

/** The drain: everything is let through, and everything must end. */
async function drain(driver: QemuDriver, { signal }: MigrationOrder): Promise<void> {
  driver.drain();
  const { session } = driver;
  const sinceBegun = session.startClock();
  let sinceHeard = session.startClock();
  while (!driver.isDone() && !hasFailed(driver) && signal?.aborted !== true) {
    const choices = driver.choices();
    const leftMs = Math.min(DRAIN_MS - sinceBegun(), QUIET_MS - sinceHeard());
    if (leftMs < 0) {
      const { source = '?', destination = '?' } = session.attempt?.status ?? {};
      const text =
        `nothing is held any more, and this does not end: ${driver.unfinished().join(', ')} ` +
        `(source ${source}, destination ${destination})`;
      session.complain({ property: 'LIVENESS', text });
      return;
    }
    if (!choices.isEmpty()) await driver.take(choices.next(0));
    else if (!(await driver.change(Math.min(leftMs, IDLE_MS)))) continue;
    sinceHeard = session.startClock();
  }
}

/** @returns the source's memory if its guest runs, and all its operations have ended */
function remainingMemory({ session }: QemuDriver): Remaining | undefined {
  const { source, scenario, isSourceRunning, happenings } = session;
  if (source.isGone() || !isSourceRunning) return undefined;
  const isUnderWay = happenings.some(
    (one) => one.kind === 'operation' && one.acknowledged === undefined && !one.isLost,
  );
  if (isUnderWay) return undefined;
  return { us: microseconds(), memory: readMemory(source, scenario.hugePages) };
}

async function lookAtMemory({ session }: QemuDriver): Promise<void> {
  try {
    const what = 'reading the final memory of a host';
    await within(DRAIN_MS, what, takeStock(session), session.startClock());
  } catch (error) {
    // The end of a process is reported elsewhere.
    if (session.processes.some((qemu) => qemu.isGone())) return;
    if (!(error instanceof TooLong)) throw error;
    session.complain({ property: 'LIVENESS', text: error.message });
  }
}

/** Complains of the parts of a connection's stream that could not be decoded. */
function complainOfStreams({ session }: QemuDriver): void {
  for (const { channels } of session.relays)
    channels.forEach(({ forward, back }, channel) => {
      for (const [direction, gate] of Object.entries({ forward, back })) {
        const complaint = gate.complaint();
        if (complaint === undefined) continue;
        const text = `connection ${channel}, ${direction}: ${complaint}`;
        session.complain({ property: 'P6', text });
      }
    });
}

/** Whether the run has to end. A host that does not answer in band may still go on. */
function hasFailed({ session }: QemuDriver): boolean {
  return session.happenings.some(
    (one) => one.kind === 'complaint' && one.complaint.property !== 'OPERATOR',
  );
}

/**
 * Readers for the connections of an attempt: the preempt channel's reader needs the main channel's blocks.
 */
function makeCutters(): Cutters {
  const main = readMainChannel();
  return {
    of(channel, direction) {
      if (direction === 'back') return readReturnPath();
      return channel === 0 ? main : readPreemptChannel(main.blocks());
    },
    resume: main.resume,
  };
}

/** The log events of all hosts, without those that the harness caused by shutting the hosts down. */
function readTraces({ session }: QemuDriver): MigrationRun['traces'] {
  const { overAt = Infinity } = session;
  const of = (host: HostName, attempt: number, file: string): MigrationRun['traces'] =>
    readTraceLog(file)
      .filter(({ us = 0 }) => us <= overAt)
      .map((event) => ({ ...event, host, attempt }));
  return [
    ...of('source', 0, session.source.traceFile),
    ...session.attempts.flatMap(({ destination }, attempt) =>
      of('destination', attempt, destination.traceFile),
    ),
  ];
}
