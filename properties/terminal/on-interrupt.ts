/** Turns Ctrl-C into a signal that long work can obey; a second Ctrl-C ends the process at once. */
import { exitCode } from './exit-code.ts';

export interface Interrupt {
  readonly signal: AbortSignal;
  /** The work is over: Ctrl-C is again what it always is. */
  readonly forget: () => void;
}

export function onInterrupt(): Interrupt {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(exitCode.interrupted);
    controller.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return {
    signal: controller.signal,
    forget() {
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', interrupt);
    },
  };
}
