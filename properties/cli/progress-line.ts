/** A line on a terminal that says how far a long search has come; nothing elsewhere. */
import { SingleBar } from 'cli-progress';

export interface ProgressLine {
  readonly update: (done: number, more: string) => void;
  readonly stop: () => void;
}

/** @param total - what is 100 %, or `undefined` if nobody knows */
export function startProgress(total: number | undefined, unit: string): ProgressLine {
  const line = new SingleBar({
    format:
      total === undefined
        ? `{value} ${unit} | {duration_formatted} | {more}`
        : `{bar} {percentage}% | {value}/{total} ${unit} | ETA {eta_formatted} | {more}`,
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
    // Ctrl-C is ours: what was found is printed first.
    gracefulExit: false,
    noTTYOutput: false,
  });
  line.start(total ?? 0, 0, { more: '' });
  return {
    update: (done, more) => line.update(done, { more }),
    stop: () => line.stop(),
  };
}
