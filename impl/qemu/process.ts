/** One QEMU process: its start, its connections and its end. */
import type { ChildProcess } from 'node:child_process';
import { spawnBound } from './bound-process.ts';
import type { QemuBinary } from './host.ts';
import type { MailboxGuest } from './guest/mailbox.ts';
import { openMailbox } from './guest/mailbox.ts';
import { listenFor } from './lines.ts';
import type { Qmp } from './qmp.ts';
import { openQmp } from './qmp.ts';
import type { Qtest } from './qtest.ts';
import { openQtest } from './qtest.ts';
import { traceLogOptions } from './trace-log.ts';
import { fairClockOf } from './fair-clock.ts';
import { TooLong, within } from './within.ts';
import type { Workspace } from './workspace.ts';

/** The configuration of a host: that of the other one differs at most in its binary, unless it must not fit. */
export interface MachineShape {
  readonly binary: QemuBinary;
  /** A machine type of QEMU, like `q35` or `pc-q35-7.2`. */
  readonly machine: string;
  readonly memoryBytes: number;
  /** Memory is in huge pages, and so not in a named file. */
  readonly hugePages: boolean;
  /** Path of the guest's firmware. */
  readonly firmware: string;
}

export interface StartOptions {
  readonly name: string;
  /** The file with the guest's memory, unless the memory is in huge pages. */
  readonly memoryFile: string;
  /** The process waits for `migrate-incoming`. */
  readonly isIncoming: boolean;
  /** The guest stays paused after it has been migrated. */
  readonly staysPaused?: boolean;
  /** Flags in addition to those that every machine here gets. */
  readonly flags?: readonly string[];
}

export interface QemuProcess {
  readonly name: string;
  readonly pid: number;
  readonly qmp: Qmp;
  readonly qtest: Qtest;
  readonly guest: MailboxGuest;
  readonly memoryFile: string;
  /** The file of its trace events; newer versions write one file per thread beside it. */
  readonly traceFile: string;
  /** Resolves when the process has ended. */
  readonly exited: Promise<ProcessEnd>;
  readonly isGone: () => boolean;
  /**
   * Asks the process to quit, and kills it if it does not.
   *
   * @returns whether it had to be killed
   */
  readonly quit: () => Promise<boolean>;
  readonly kill: () => Promise<void>;
}

/** How a process has ended, with a message about it. */
export interface ProcessEnd {
  readonly text: string;
  /** The process has exited with a status; otherwise a signal has killed it, or it did not start. */
  readonly hasExited: boolean;
  /** By SIGKILL, which QEMU never sends itself. */
  readonly wasKilled: boolean;
}

/** The name of the guest's RAM block in the stream. */
export const MEMORY_BLOCK = 'm0';

/** The trace events that a recording needs. */
const TRACED = [
  'runstate_set',
  'migrate_set_state',
  'migration_bitmap_sync_*',
  'migration_throttle',
  'savevm_section_*',
  'savevm_state_*',
  'loadvm_*',
  'postcopy_*',
  'ram_save_queue_pages',
  'get_queued_page*',
  'source_return_path_*',
];

/** A QEMU that has not connected after this many milliseconds counts as failed, even on a busy machine. */
const START_MS = 20_000;
/** A QEMU that has not quit after this many milliseconds, in which it could run, is killed. */
const QUIT_MS = 5000;

/** A QEMU has not started, which says nothing about migrations: perhaps there was too little memory. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/**
 * @param pid - of the process to wait for; 0 if there is none
 * @throws StartError if the promise does not resolve within the time that a start may take
 */
export async function startedWithin<Value>(
  what: string,
  promise: Promise<Value>,
  pid = 0,
): Promise<Value> {
  try {
    const clock = fairClockOf(() => [pid]);
    return await within(START_MS, what, promise, clock);
  } catch (error) {
    throw error instanceof TooLong ? new StartError(error.message) : error;
  }
}

/** @throws StartError with QEMU's own message if it does not start */
export async function startQemu(
  shape: MachineShape,
  workspace: Workspace,
  options: StartOptions,
): Promise<QemuProcess> {
  const { name, memoryFile } = options;
  const paths: Paths = {
    qmp: workspace.path('qmp'),
    qtest: workspace.path('qtest'),
    serial: workspace.path('serial'),
    trace: workspace.path('trace'),
  };
  const listeners = await Promise.all([paths.qmp, paths.qtest, paths.serial].map(listenFor));
  const child = spawnBound(shape.binary.path, commandLine(shape, paths, options), [
    'ignore',
    'ignore',
    'pipe',
  ]);
  const exited = exitOf(child, name);
  const gone = exited.then(({ text }) => Promise.reject(new StartError(text)));
  gone.catch(() => undefined);
  const orGone = <Value>(promise: Promise<Value>): Promise<Value> =>
    startedWithin(`${name} has not connected`, Promise.race([promise, gone]), child.pid);
  try {
    const [monitor, device, serial] = await orGone(
      Promise.all(listeners.map(({ connected }) => connected)),
    );
    if (monitor === undefined || device === undefined || serial === undefined)
      throw new Error(`${name}: a connection is missing`);
    const guest = openMailbox(serial);
    const qtest = openQtest(device);
    const qmp = await orGone(openQmp(monitor));
    void exited.then(({ text }) => {
      for (const part of [qmp, qtest, guest]) part.abandon(text);
    });
    return assemble({ name, child, qmp, qtest, guest, memoryFile, traceFile: paths.trace, exited });
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  } finally {
    for (const listener of listeners) listener.close();
  }
}

function assemble(
  parts: Omit<QemuProcess, 'pid' | 'isGone' | 'quit' | 'kill'> & { readonly child: ChildProcess },
): QemuProcess {
  const { child, ...rest } = parts;
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await rest.exited;
  };
  return {
    ...rest,
    pid: child.pid ?? 0,
    isGone: () => child.exitCode !== null || child.signalCode !== null,
    kill,
    async quit() {
      // A main loop that waits for a page answers no command and obeys only SIGKILL.
      rest.qmp.execute('quit').catch(() => undefined);
      const clock = fairClockOf(() => [child.pid ?? 0]);
      try {
        await within(QUIT_MS, `${rest.name} quits`, rest.exited, clock);
        return false;
      } catch {
        await kill();
        return true;
      }
    },
  };
}

/** The files of the command line that are made for one process. */
interface Paths {
  readonly qmp: string;
  readonly qtest: string;
  readonly serial: string;
  readonly trace: string;
}

function commandLine(shape: MachineShape, paths: Paths, options: StartOptions): string[] {
  const { machine, memoryBytes } = shape;
  const socket = (id: string, path: string): string[] => [
    '-chardev',
    `socket,id=${id},path=${path}`,
  ];
  const pairs: readonly (readonly string[])[] = [
    ['-name', `${options.name},debug-threads=on`],
    ['-accel', 'tcg'],
    ['-machine', `${machine},memory-backend=${MEMORY_BLOCK}`],
    ['-m', `${memoryBytes >> 20}M`],
    ['-object', `${memoryBackend(shape, options)},id=${MEMORY_BLOCK},size=${memoryBytes},share=on`],
    ['-nodefaults', '-no-user-config'],
    ['-display', 'none', '-monitor', 'none'],
    [...socket('qmp', paths.qmp), '-mon', 'chardev=qmp,mode=control'],
    ['-qtest', `unix:${paths.qtest}`, '-qtest-log', '/dev/null'],
    ['-bios', shape.firmware],
    [...socket('serial', paths.serial), '-serial', 'chardev:serial'],
    TRACED.flatMap((events) => ['-trace', `enable=${events}`]),
    traceLogOptions(shape.binary.version, paths.trace),
    options.isIncoming ? ['-incoming', 'defer'] : [],
    options.staysPaused === true ? ['-S'] : [],
    options.flags ?? [],
  ];
  return pairs.flat();
}

function memoryBackend({ hugePages }: MachineShape, { memoryFile }: StartOptions): string {
  return hugePages
    ? 'memory-backend-memfd,hugetlb=on,hugetlbsize=2M'
    : `memory-backend-file,mem-path=${memoryFile}`;
}

/** After a process has exited, its last output is awaited for this many milliseconds. */
const LAST_WORDS_MS = 200;

/** Never rejects: the end of a process is a value, not an error. */
function exitOf(child: ChildProcess, name: string): Promise<ProcessEnd> {
  let said = '';
  child.stderr?.setEncoding('utf8');
  child.stderr?.on('data', (text: string) => {
    said += text;
  });
  return new Promise((resolve) => {
    child.once('error', ({ message }) =>
      resolve({
        text: `${name} cannot be started: ${message}`,
        hasExited: false,
        wasKilled: false,
      }),
    );
    const end = (code: number | null, signal: NodeJS.Signals | null): void => {
      const [lastWords = ''] = said.trim().split('\n').slice(-1);
      const text = `${name} has ended (${signal ?? code})${lastWords === '' ? '' : `: ${lastWords}`}`;
      resolve({ text, hasExited: signal === null, wasKilled: signal === 'SIGKILL' });
    };
    // `close` comes after the last output, but a child process may keep the output open; hence the timeout.
    child.once('close', end);
    child.once('exit', (code, signal) => void setTimeout(() => end(code, signal), LAST_WORDS_MS));
  });
}
