/** Makes real QEMU write a stream of one kind, and returns it with the guest's memory. */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { QemuBinary } from '../../../../impl/qemu/host.ts';
import { readMemory } from '../../../../impl/qemu/memory.ts';
import type { QemuProcess } from '../../../../impl/qemu/process.ts';
import { startQemu } from '../../../../impl/qemu/process.ts';
import type { Workspace } from '../../../../impl/qemu/workspace.ts';
import type { StreamChannel } from '../../../../traces/decoding/read-stream.ts';
import { makeDraw } from '../../../judging/execution/random-source.ts';
import { projectRoot } from '../../../project-root.ts';
import type { Course, Pattern, StreamKind } from './kinds.ts';
import { openTee } from './tee.ts';

export interface CapturedStream {
  /** The bytes of the main channel, or of the file. */
  readonly main: Uint8Array;
  readonly others: readonly { readonly channel: StreamChannel; readonly bytes: Uint8Array }[];
  /** The final content of the source's block m0. */
  readonly memory: Uint8Array;
}

const FIRMWARE = join(projectRoot, 'impl', 'qemu', 'guest', 'mailbox.bin');
const PAGE = 4096;
/** The pages below are the holes and firmware of a PC. */
const FIRST_PAGE = 0x100;
/**
 * Pages that get small writes again and again, and pages that are rewritten whole, so that a pass takes long.
 */
const TOUCHED = { first: FIRST_PAGE + 170, count: 24 } as const;
const REWRITTEN = { first: FIRST_PAGE, count: 160 } as const;
const ROUNDS = 10;
const LOOK_MS = 10;
const PATIENCE_MS = 30_000;
const SLOW = { 'max-bandwidth': 4_000_000, 'downtime-limit': 1 };
const FAST = { 'max-bandwidth': 2 ** 34, 'downtime-limit': 2000 };

/** @throws Error with QEMU's message if the migration fails or does not end */
export async function captureStream(
  kind: StreamKind,
  binary: QemuBinary,
  workspace: Workspace,
): Promise<CapturedStream> {
  const { machine = 'q35', memoryMiB = 4, flags = [] } = kind;
  const memoryBytes = memoryMiB << 20;
  const shape = { binary, machine, memoryBytes, hugePages: false, firmware: FIRMWARE };
  const start = (name: string, isIncoming: boolean): Promise<QemuProcess> =>
    startQemu(shape, workspace, {
      name,
      memoryFile: workspace.path('memory'),
      isIncoming,
      staysPaused: kind.isRunning !== true,
      flags,
    });
  const source = await start('source', false);
  const destination = kind.target === 'host' ? await start('destination', true) : undefined;
  try {
    fill(source.memoryFile, memoryMiB, kind.pattern ?? 'mixed');
    for (const one of [source, destination]) if (one !== undefined) await setUp(one, kind);
    return await migrate(kind, source, destination, workspace);
  } finally {
    await Promise.all([source.kill(), destination?.kill()]);
  }
}

async function setUp({ qmp }: QemuProcess, kind: StreamKind): Promise<void> {
  // With the pause, everything that is written before `migrate-continue` is sent.
  const pauses =
    kind.course === 'rewritten' || kind.course === 'zeroed' ? ['pause-before-switchover'] : [];
  const capabilities = ['events', ...pauses, ...(kind.capabilities ?? [])];
  await qmp.execute('migrate-set-capabilities', {
    capabilities: capabilities.map((capability) => ({ capability, state: true })),
  });
  const pace = kind.course === undefined ? FAST : SLOW;
  await qmp.execute('migrate-set-parameters', { ...pace, ...kind.parameters });
}

/** Fills memory; each page that is not zeros has content of its own. */
function fill(memoryFile: string, memoryMiB: number, pattern: Pattern): void {
  if (pattern === 'zeros') return;
  const file = openSync(memoryFile, 'r+');
  const draw = makeDraw(`pages ${pattern}`);
  for (let page = FIRST_PAGE; page < (memoryMiB << 20) / PAGE; page++) {
    if (pattern === 'mixed' && page % 4 === 0) continue;
    const content = new Uint8Array(PAGE).fill(pattern === 'same' ? 0xaa : page % 251);
    if (pattern === 'noise') for (let at = 0; at < PAGE; at++) content[at] = draw(256);
    if (pattern === 'mixed') for (let at = 0; at < PAGE; at += 64) content[at] = draw(256);
    writeSync(file, content, 0, PAGE, page * PAGE);
  }
  closeSync(file);
}

async function migrate(
  kind: StreamKind,
  source: QemuProcess,
  destination: QemuProcess | undefined,
  workspace: Workspace,
): Promise<CapturedStream> {
  const path = workspace.path('stream');
  const isFile = kind.target !== 'socket' && kind.target !== 'host';
  const to = destination === undefined ? undefined : workspace.path('incoming');
  if (destination !== undefined)
    await destination.qmp.execute('migrate-incoming', { uri: `unix:${to}` });
  const tee = isFile ? undefined : await openTee(path, to);
  const command = kind.target === 'gzip' ? 'gzip -c' : 'cat';
  const uris = { file: `file:${path}`, exec: `exec:${command} > ${path}`, socket: `unix:${path}` };
  const { target } = kind;
  const uri = target === 'file' ? uris.file : isFile ? uris.exec : uris.socket;
  await source.qmp.execute('migrate', { uri });
  await follow(source, kind.course);
  const memory = new Uint8Array(readMemory(source, false));
  await source.quit();
  if (tee === undefined) return { main: new Uint8Array(readFileSync(path)), others: [], memory };
  tee.close();
  const [main, ...others] = tee.received().toSorted((one, other) => rankOf(one) - rankOf(other));
  return {
    main: main ?? new Uint8Array(),
    others: others.map((bytes) => ({
      channel: rankOf(bytes) === 1 ? 'multifd' : 'preempt',
      bytes,
    })),
    memory,
  };
}

/** Channels are told apart by their first bytes, since they connect in any order. */
function rankOf([first]: Uint8Array): number {
  return first === 0x51 ? 0 : first === 0x11 ? 1 : 2;
}

/** Follows the migration to its end, and does what the course asks for. */
async function follow(source: QemuProcess, course: Course | undefined): Promise<void> {
  const { qmp } = source;
  if (course !== undefined) await until(source, ['active', 'completed']);
  if (course === 'cancelled') await qmp.execute('migrate_cancel');
  if (course === 'postcopy') await qmp.execute('migrate-start-postcopy');
  if (course === 'rewritten' || course === 'zeroed')
    for (let round = 1; round <= ROUNDS; round++)
      await rewrite(source, round, course === 'zeroed' && round % 2 === 0);
  if (course !== undefined && course !== 'cancelled')
    await qmp.execute('migrate-set-parameters', FAST);
  const end = await until(source, ['completed', 'cancelled', 'failed', 'pre-switchover']);
  if (end !== 'pre-switchover') return;
  await qmp.execute('migrate-continue', { state: 'pre-switchover' });
  await until(source, ['completed', 'failed']);
}

/** @param isZeroed - fills the touched pages with zeros */
async function rewrite({ qtest }: QemuProcess, round: number, isZeroed: boolean): Promise<void> {
  // All in one write: if it came page by page, the source would keep up and have nothing left to send.
  const { first, count } = REWRITTEN;
  const content = Uint8Array.from({ length: count * PAGE }, (_, at) => 31 * at + 17 * round);
  await qtest.write(first * PAGE, content);
  for (let page = TOUCHED.first; page < TOUCHED.first + TOUCHED.count; page++)
    if (isZeroed) await qtest.write(page * PAGE, new Uint8Array(PAGE));
    else await qtest.write(page * PAGE + 16 * round, new Uint8Array(5).fill(round));
}

/** @returns the first of these states that it reaches. @throws Error if it reaches none */
async function until({ qmp }: QemuProcess, states: readonly string[]): Promise<string> {
  for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += LOOK_MS) {
    const { status, 'error-desc': why } = (await qmp.execute('query-migrate')) as {
      readonly status?: string;
      readonly 'error-desc'?: string;
    };
    if (status === 'failed')
      throw new Error(`the migration has failed: ${why ?? 'no reason given'}`);
    if (status !== undefined && states.includes(status)) return status;
    await sleep(LOOK_MS);
  }
  throw new Error(`the migration did not become ${states.join(' or ')}`);
}
