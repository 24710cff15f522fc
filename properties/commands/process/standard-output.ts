/**
 * Whether what was printed could be written. Node itself passes over it: then a command whose report
 * is lost on a full disk would look as if it had told it.
 */

export interface StandardOutput {
  /** Waits until all is written. @returns why it could not be, unless nobody wanted to read it */
  readonly settle: () => Promise<string | undefined>;
}

/** Whoever has closed the pipe has read enough, and a stream that has failed fails again. */
const QUIET: ReadonlySet<string | undefined> = new Set(['EPIPE', 'ERR_STREAM_DESTROYED']);

export function watchStandardOutput(): StandardOutput {
  let why: string | undefined;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (!QUIET.has(error.code)) why ??= error.message;
  });
  // Where nobody can be told, nothing can be done.
  process.stderr.on('error', () => undefined);
  return {
    async settle() {
      await new Promise<void>((resolve) => process.stdout.write('', () => resolve()));
      return why;
    },
  };
}
