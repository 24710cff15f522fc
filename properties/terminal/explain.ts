/** The message of an error that ends a command, and the exit code that goes with it. */
import { BadFile } from '../../traces/parse-json.ts';
import type { ExitCode } from './exit-code.ts';
import { exitCode } from './exit-code.ts';
import { hasFound } from './found.ts';
import { UsageError } from './usage-error.ts';

export interface Explanation {
  readonly line: string;
  readonly code: ExitCode;
}

/** Errors of the machine, not of migcheck: a resource is used up, or access is denied. */
const OF_MACHINE: ReadonlySet<unknown> = new Set([
  'EACCES',
  'EAGAIN',
  'EDQUOT',
  'EFBIG',
  'EIO',
  'EMFILE',
  'ENFILE',
  'ENOMEM',
  'ENOSPC',
  'EPERM',
  'EROFS',
  'ERR_WORKER_INIT_FAILED',
]);

export function explain(error: unknown): Explanation {
  if (error instanceof UsageError || error instanceof BadFile || isOfMachine(error))
    return {
      line: `migcheck: ${error.message}`,
      code: hasFound() ? exitCode.violated : exitCode.usage,
    };
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { line: `[harness bug] ${what}`, code: exitCode.harnessBug };
}

export function isOfMachine(error: unknown): error is Error {
  return error instanceof Error && OF_MACHINE.has((error as NodeJS.ErrnoException).code);
}
