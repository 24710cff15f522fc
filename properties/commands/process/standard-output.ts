/**
 * Detects whether standard output could be written. Node ignores such errors, so a command whose report
 * is lost on a full disk would look successful.
 */

export interface StandardOutput {
  /** Waits until all is written. @returns why writing failed, unless the reader closed the pipe */
  readonly settle: () => Promise<string | undefined>;
}

/** Errors to ignore: the reader has closed the pipe, or the stream fails again after a first error. */
const QUIET: ReadonlySet<string | undefined> = new Set(['EPIPE', 'ERR_STREAM_DESTROYED']);

export function watchStandardOutput(): StandardOutput {
  let why: string | undefined;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (!QUIET.has(error.code)) why ??= error.message;
  });
  // A failure of standard error cannot be reported anywhere.
  process.stderr.on('error', () => undefined);
  return {
    async settle() {
      await new Promise<void>((resolve) => process.stdout.write('', () => resolve()));
      return why;
    },
  };
}
