/** Processes that end with the harness, however it ends, and that a Ctrl-C at the terminal does not reach. */
import type { ChildProcess, StdioOptions } from 'node:child_process';
import { spawn } from 'node:child_process';

/**
 * Starts a process in its own group: a terminal signals the whole group of the harness, and only the
 * harness should obey.
 */
export function spawnBound(
  command: string,
  args: readonly string[],
  stdio: StdioOptions,
): ChildProcess {
  return spawn('setpriv', ['--pdeathsig', 'KILL', '--', command, ...args], {
    stdio,
    detached: true,
  });
}

export interface OutputOptions {
  readonly input?: string;
  readonly withinMs: number;
  /** Ends the process and its children. */
  readonly signal?: AbortSignal;
}

/**
 * @returns the standard output of a process that exits with code 0
 * @throws Error with its last line on stderr if it fails or does not end in time
 */
export function outputOf(
  command: string,
  args: readonly string[],
  { input = '', withinMs, signal }: OutputOptions,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawnBound(command, args, ['pipe', 'pipe', 'pipe']);
    const end = (by: NodeJS.Signals): void => signalGroup(child, by);
    const timer = setTimeout(() => end('SIGKILL'), withinMs);
    const interrupt = (): void => end('SIGTERM');
    signal?.addEventListener('abort', interrupt);
    const said = { output: '', words: '' };
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (said.output += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (said.words += text));
    child.stdin?.on('error', () => undefined);
    // Stdin stays open: at its end, the process might exit before it has handled the input.
    if (input !== '') child.stdin?.write(input);
    child.once('error', reject);
    child.once('close', (code, by) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', interrupt);
      if (code === 0) return resolve(said.output);
      const lastWords = said.words.trim().split('\n').at(-1) ?? '';
      reject(new Error(lastWords === '' ? `${command} has ended (${by ?? code})` : lastWords));
    });
  });
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // The process has already ended.
  }
}
