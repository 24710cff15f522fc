/** Runs a command in this process and collects its output. */
import { runCommandLine } from '../../commands/cli/command-line.ts';
import { explain } from '../../terminal/explain.ts';
import { guardOutput } from '../../commands/process/guard-output.ts';

export interface Heard {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface HowLong {
  /** Milliseconds until the command gets SIGINT. */
  readonly interruptAfterMs?: number;
}

/** One command at a time: all output of the process is taken for the command's. */
export async function runHere(
  args: readonly string[],
  { interruptAfterMs }: HowLong = {},
): Promise<Heard> {
  const heard = { stdout: '', stderr: '' };
  const { log, error } = console;
  const write = process.stdout.write.bind(process.stdout);
  console.log = (text: unknown): void => void (heard.stdout += `${String(text)}\n`);
  console.error = (text: unknown): void => void (heard.stderr += `${String(text)}\n`);
  process.stdout.write = ((text: string): boolean => {
    heard.stdout += text;
    return true;
  }) as typeof process.stdout.write;
  guardOutput();
  const timer =
    interruptAfterMs === undefined
      ? undefined
      : setTimeout(() => process.emit('SIGINT'), interruptAfterMs);
  try {
    const status = await runCommandLine(args).catch((thrown: unknown) => {
      const { line, code } = explain(thrown);
      console.error(line);
      return code;
    });
    return { status, ...heard };
  } finally {
    clearTimeout(timer);
    console.log = log;
    console.error = error;
    process.stdout.write = write;
  }
}
