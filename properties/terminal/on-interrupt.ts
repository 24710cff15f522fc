/** Turns Ctrl-C into an abort signal for long work; a second Ctrl-C ends the process at once. */
import { exitCode } from './exit-code.ts';

export interface Interrupt {
  readonly signal: AbortSignal;
  /** Call this when the work is over: Ctrl-C has its default effect again. */
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
